/** How the result of a case travels from the test that ran it to the reporters: as an attachment. */
import type { CaseResult } from '../engine/run-case.ts';

export const evidenceName = 'evidence.json';
export const conversationName = 'conversation.txt';

/** What a test attaches. */
export interface Evidence {
  readonly api: string;
  /** The URL that was tested, or `embedded`. */
  readonly target: string;
  readonly result: CaseResult;
}

interface Attached {
  readonly attachments: readonly { readonly name: string; readonly body?: Buffer }[];
}

/** The evidence that a test result carries, if it got that far. */
export function evidenceOf(result: Attached): Evidence | undefined {
  const body = result.attachments.find((each) => each.name === evidenceName)?.body;
  return body === undefined ? undefined : (JSON.parse(body.toString('utf8')) as Evidence);
}
