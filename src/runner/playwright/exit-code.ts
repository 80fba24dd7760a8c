/** Exit code 0 needs a verdict: until one is written, whatever ends the run is a failure. */

let isSettled = false;

/** From now on this process does not end with 0 without a verdict. */
export function demandVerdict(): void {
  process.on('exit', (code) => {
    if (code !== 0 || isSettled) return;
    console.error('There is no verdict: the run ended before it had a result.');
    process.exitCode = 3;
  });
}

/** A verdict is written; the exit code is the runner's. */
export function settle(): void {
  isSettled = true;
}
