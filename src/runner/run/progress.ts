/** The progress of a plain run, as it is shown to people or told to programs. */
import { inCi } from '../../settings/settings.ts';

/** The events of a run: its beginning, the result of each case in the order in which they end, and its end. */
export type ProgressEvent =
  | { readonly event: 'begin'; readonly target: string; readonly cases: number }
  | {
      readonly event: 'case';
      readonly case: string;
      /** The verdict of each requirement that the case judges, by its id. */
      readonly verdicts: Readonly<Record<string, string>>;
      readonly done: number;
      readonly cases: number;
    }
  | { readonly event: 'end'; readonly exitCode: number };

export type Progress = (event: ProgressEvent) => void;

/** One line of JSON for each event (https://github.com/ndjson/ndjson-spec). */
export function ndjson(event: ProgressEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** A line now and then; in a terminal one that is written over, with the time that is left. */
export function forPeople(): Progress {
  const isInteractive = process.stdout.isTTY && !inCi();
  let startedAt = Date.now();
  return (event) => {
    if (event.event === 'begin') {
      startedAt = Date.now();
      const what = event.target === 'embedded' ? 'the embedded reference target' : event.target;
      console.log(`Testing ${what}: ${event.cases} cases`);
    }
    if (event.event !== 'case') return;
    const { done, cases } = event;
    const left = Math.ceil(((Date.now() - startedAt) / done) * (cases - done) * 0.001);
    if (isInteractive)
      process.stdout.write(done === cases ? '\r\x1b[K' : `\r\x1b[K${done} of ${cases} cases, ${left} s left`);
    else if (done % 100 === 0) console.log(`${done} of ${cases} cases`);
  };
}
