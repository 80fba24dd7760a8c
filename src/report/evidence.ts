/** The attachment in which a test passes the result of its case to the reporters. */
import type { CaseResult } from '../engine/run-case.ts';

export const evidenceName = 'evidence.json';
export const conversationName = 'conversation.txt';

/** The attachment of a test. */
export interface Evidence {
  readonly api: string;
  /** The tested URL, or `embedded`. */
  readonly target: string;
  readonly result: CaseResult;
}

interface Attached {
  readonly attachments: readonly { readonly name: string; readonly body?: Buffer }[];
}

/** The evidence of a test result, if there is any. */
export function evidenceOf(result: Attached): Evidence | undefined {
  const body = result.attachments.find((each) => each.name === evidenceName)?.body;
  return body === undefined ? undefined : (JSON.parse(body.toString('utf8')) as Evidence);
}
