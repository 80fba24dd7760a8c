/** Standard output and error, which a reader such as `head` may close early, or which may lie on a full disk. */

/** From now on a failed write does not end this process, which goes on to its own exit code: not 0 if output is lost. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      // Whoever closes a pipe has read enough.
      if (code !== 'EPIPE') process.once('exit', () => (process.exitCode ||= 1));
    });
}
