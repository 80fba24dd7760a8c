/** Regular expressions of a contract: some take hours on certain texts, so each is limited to a second. */
import { createContext, Script } from 'node:vm';
import { UserError } from '../core/user-error.ts';

const longestRun = 1000;
const script = new Script('pattern.test(text)');
const context: { pattern?: RegExp; text?: string } = createContext({});

/** The interface of Ajv for engines of regular expressions. */
interface Engine {
  (source: string): { test(text: string): boolean };
  readonly code: string;
}

/** Compiles patterns; a test that takes longer than a second throws a UserError. @throws SyntaxError */
export const engine: Engine = Object.assign(
  (source: string) => {
    const pattern = compile(source);
    const quick = isQuick(source);
    return {
      test: (text: string) => (quick && text.length <= shortText ? pattern.test(text) : testInTime(pattern, text)),
      toString: () => String(pattern),
    };
  },
  { code: 'engine' },
);

/** Maximum length of a text for which a simple pattern needs no time limit. */
const shortText = 200;

/** Whether a pattern has no alternatives, no repeated groups and few repetitions, so that it is fast on a short text. */
function isQuick(source: string): boolean {
  return !/\||\)[*+?{]/.test(source) && (source.match(/[*+?{]/g) ?? []).length <= 3;
}

/** JSON Schema requires Unicode mode; many documents have escapes of the other mode, such as `[\w\-.]`. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    return new RegExp(source);
  }
}

function testInTime(pattern: RegExp, text: string): boolean {
  Object.assign(context, { pattern, text });
  try {
    return script.runInContext(context, { timeout: longestRun }) as boolean;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new UserError(
      `the pattern ${JSON.stringify(pattern.source.slice(0, 100))} takes more than a second on a text of ${text.length} characters; write it without repetitions inside of repetitions or beside each other`,
    );
  }
}

/** Whether a text is a regular expression. */
export function isPattern(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    return false;
  }
}
