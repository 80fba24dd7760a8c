/** What a shell can tell of a finding: by the status of an answer, or by one member that marks a success. */
import { unmade } from './shell-words.ts';
import { statusMatches } from './status.ts';
import type { Story, StoryAnswer, StoryCheck, StoryOperation } from './story.ts';

/** Why a story needs more than curl; undefined when it does not. */
export function beyondCurl({ steps, checks, operations, actual }: Story): string | undefined {
  const text = JSON.stringify(steps);
  if (steps.some((step) => step['signed'] === true)) return 'Each request has to be signed when it is sent';
  if (steps.some((step) => step['afterExpiryOf'] !== undefined))
    return 'A token has to expire first, and when it does is told by the answer that issued it';
  if (steps.some((step) => step['duringLifeOf'] !== undefined)) return 'It takes a wait, as long as you allow';
  const how = unmade(text);
  if (/(?<!\\)\\u0000/.test(text) || how?.includes('NUL') === true)
    return 'A NUL character has to be sent, which no variable of a shell can hold';
  if (how !== undefined && /^(with|as|cut|written) /.test(how))
    return 'What is configured has to be changed in a way that no tool of the shell has';
  if (how !== undefined) return 'A token has to be taken apart and written anew';
  if (steps.some((step) => step['concurrent'] !== undefined)) return 'Requests have to be sent at the same time';
  if (steps.some((step) => step['connection'] !== undefined)) return 'Requests have to go over one connection';
  if (steps.some((step) => step['encoding'] !== undefined)) return 'Bytes that are not UTF-8 have to be sent';
  if (text.includes('{{cookie of ')) return 'Cookies have to be sent back as a request writes them';
  if (text.includes('{{user-id of ')) return 'The id of a user takes a JSON parser to find';
  if (text.includes('[[escaped ')) return 'JSON has to be written with escapes of what is configured';
  const used = Object.values(operations);
  if (used.some((each) => tokenNames(each).some((name) => !/^[\w.-]+$/.test(name))))
    return 'The token has an unusual name, which takes a JSON parser to find';
  if (used.some((each) => tokenNames(each).length > 1))
    return 'Where the token stands depends on the answer, which takes a JSON parser to read';
  if (used.some((each) => marksFailures(each) && markOf(each) === undefined)) return inBody;
  const status = Number(/\b[1-5]\d\d\b/.exec(actual)?.[0]);
  // A refusal with a success status that is not as documented: by its mark alone it looks right.
  const marks = used.map(markOf).filter((mark) => mark !== undefined);
  const looksRight = marks.some(({ name, value }) => !actual.replaceAll('"', '').includes(`${name}:${value}`));
  if (status < 300 && used.some(marksFailures) && looksRight) return inBody;
  const told = checks.every((check) => patternsOf(check, actual) !== undefined);
  return told && checks.some((check) => showsInStatus(check, status, actual)) ? undefined : inBody;
}

const inBody = 'Whether it shows is told by the body of an answer, which takes a JSON parser to read';

/** The names of the members that hold the token in the documented successes. */
export function tokenNames({ answers }: StoryOperation): string[] {
  const pointers = answers.flatMap(({ roles }) => roles?.['token'] ?? []);
  return [...new Set(pointers.map((pointer) => pointer.split('/').at(-1) ?? ''))];
}

/** Failures that have a success status; an answer that looks like a success is one. */
function markedFailures({ answers }: StoryOperation): StoryAnswer[] {
  const successes = answers.filter(({ when }) => when === 'success').map(({ schema }) => JSON.stringify(schema));
  return answers.filter(({ status, schema }) => status.startsWith('2') && !successes.includes(JSON.stringify(schema)));
}

/** Whether failures have a success status too. */
export function marksFailures(operation: StoryOperation): boolean {
  return markedFailures(operation).length > 0;
}

/** The member that has one value in every success, and never in a failure. */
export function markOf(operation: StoryOperation): { name: string; value: string } | undefined {
  const membersOf = (schema: unknown): Record<string, { const?: unknown; not?: { const?: unknown } }> =>
    (schema as { properties?: Record<string, object> } | undefined)?.properties ?? {};
  const success = operation.answers.find(({ when }) => when === 'success');
  for (const [name, { const: value }] of Object.entries(membersOf(success?.schema))) {
    const marks = markedFailures(operation).every(({ schema }) => {
      const other = membersOf(schema)[name];
      return other?.not?.const === value || ![undefined, value].includes(other?.const);
    });
    if (value !== undefined && marks && /^[\w.-]+$/.test(name))
      return { name, value: typeof value === 'string' ? value : JSON.stringify(value) };
  }
  return undefined;
}

function showsInStatus(check: StoryCheck, status: number, actual: string): boolean {
  const patterns = patternsOf(check, actual);
  if (patterns === undefined || !(status >= 100)) return false;
  const rightFailure = check.kind === 'answers' && patterns.includes(refused) && !actual.startsWith('accepted');
  return !(rightFailure && status < 300) && !patterns.some((pattern) => statusMatches(status, pattern));
}

/** What stands for the status of an answer that has a success status and says that it is a failure. */
const refused = 'refused';

/** The statuses with which an expectation is met; undefined when it is about more than the status. */
export function patternsOf(check: StoryCheck, actual: string): string[] | undefined {
  const isSuccess = ['success', 'another-session'].includes(String(check['situation']));
  const rejects =
    check.kind === 'rejected' || (check.kind === 'answers' && !isSuccess && actual.startsWith('accepted'));
  if (rejects) return ['3XX', '4XX', refused];
  if (check.kind === 'accepted') return ['2XX'];
  if (check.kind === 'no-server-error') return ['1XX', '2XX', '3XX', '4XX', refused];
  if (check.kind === 'status-in') return (check['statuses'] as number[]).map(String);
  if (check.kind !== 'answers') return undefined;
  return (check['answers'] as { status: string }[]).map(({ status }) =>
    !isSuccess && status.startsWith('2') ? refused : status,
  );
}
