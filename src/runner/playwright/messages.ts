/** Messages between the processes of a run: Playwright's runner, its workers, and the engine. */
import type { SentRequest } from '../../engine/record.ts';
import type { Ended } from '../../report/write-reports.ts';
import type { Gathered } from '../../report/report-of.ts';

/** From the runner to the engine. */
export type ToEngine =
  | {
      readonly do: 'begin';
      /** The selected cases, in the order of their tests. */
      readonly ids: readonly string[];
      /** Whether results have to travel with Playwright's own reports. */
      readonly attachEvidence: boolean;
    }
  | {
      readonly do: 'report';
      readonly gathered: Omit<Gathered, 'startedAt'>;
      /** The number of selected cases; undefined where nothing told. */
      readonly planned: number | undefined;
      /** The status with which Playwright ended. */
      readonly status: string;
      readonly outputs: readonly string[];
      readonly outputFolders: readonly string[];
    };

/** From the engine to the runner. */
export type FromEngine =
  | { readonly is: 'ready'; readonly address: EngineAddress }
  | { readonly is: 'unusable'; readonly message: string }
  | { readonly is: 'reported'; readonly ended: Ended };

/** The addresses of the engine and of the tests, for workers. */
export interface EngineAddress {
  /** On the loopback interface. */
  readonly port: number;
  /** Shows that a question comes from this run. */
  readonly token: string;
  /** The file of the tests. */
  readonly tests: string;
}

/** A worker's question: one line of JSON. */
export interface Question {
  readonly token: string;
  readonly id: string;
}

/** The masked result of a case for its test: one line of JSON. */
export interface TestOutcome {
  readonly requests: readonly SentRequest[];
  readonly annotations: readonly { readonly type: string; readonly description: string }[];
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly body: string }[];
  /** The reason for the failure of the test. */
  readonly failure?: string;
  /** The reason for skipping it. */
  readonly skipped?: string;
  /** Whether a reporter calls an expected failure what it is, so that no worker has to be started again. */
  readonly isTurned: boolean;
}

/** The error of a test whose question is not answered. */
export const engineAway = 'the engine of this run has ended, or does not answer';

/** A run that ended before all that was selected, in a sentence; tests of other projects may time out without that. @param status as Playwright has it @param open the cases without a result */
export function unfinished(status: string, open: number, planned: number): string[] {
  if (open > 0) return [`${open} of ${planned} cases were not run (${status})`];
  return status === 'interrupted' ? ['the run was interrupted'] : [];
}
