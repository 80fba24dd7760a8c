/** Differences of a mutated request from the documented one. */
import { code } from '../text.ts';
import { textPhrases } from './texts.ts';
import type { TextMutationName } from './texts.ts';

const maxLength = 60;

/** A value that a parameter is set to. */
type ValueParts =
  | { readonly literal: unknown; readonly anew?: string }
  | {
      readonly of: string;
      readonly part: 'identity' | 'password' | 'new-password' | 'former-password' | 'verification-code';
      readonly by?: TextMutationName;
      readonly inArray?: true;
      readonly inCondition?: true;
    };

/** Mutations of parameters, method, headers and body. */
export const requestPhrases = {
  set: (parameter: string, value: ValueParts, as: string) => `${code(parameter)} is ${valueText(value, as)}`,
  omit: (parameter: string) => `${code(parameter)} is omitted`,
  twice: (parameter: string) => `${code(parameter)} is sent twice`,
  method: (method: string) => `the method is ${method}`,
  rawBody: (text: string, encoding: 'latin1' | undefined) =>
    text === '' ? 'the body is empty' : `the body is ${shortened(text)}${encoding === 'latin1' ? ' in Latin-1' : ''}`,
  contentType: (written: 'with charset' | 'in capitals') =>
    written === 'with charset' ? 'the media type has a `charset` parameter' : 'the media type is in upper case',
  bodyAs: (type: string) =>
    type === 'another' ? 'the body has another media type' : `the body is labeled ${code(type)}`,
  elsewhere: (to: 'query' | 'basic') =>
    to === 'query' ? 'all parameters are in the query' : 'identity and password are sent as Basic credentials',
  extra: (names: readonly string[]) => `additional parameters: ${names.map(code).join(', ')}`,
  header: (name: string, value: string) => `${code(name)} is ${JSON.stringify(value)}`,
  reordered: 'the parameters are in another order',
  requestOf: (operation: string) => `the parameters are those of ${code(operation)}`,
  userIdOf: 'the id is that of another user',
  credentialsOf: (operation: string) => `the credentials are those of ${code(operation)}`,
} as const;

function valueText(value: ValueParts, as: string): string {
  if ('literal' in value)
    return value.anew === undefined ? shortened(JSON.stringify(value.literal)) : 'one that no account has';
  const part = value.part.replace('-', ' ');
  const own = value.of === as ? `the ${part}` : `the ${part} of another account`;
  const mutated = value.by === undefined ? own : `${own} ${textPhrases[value.by]}`;
  if (value.inCondition === true) return `a condition of a database query that ${mutated} meets`;
  return value.inArray === true ? `an array of ${mutated}` : mutated;
}

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}… (${String(text.length)} characters)` : text;
}
