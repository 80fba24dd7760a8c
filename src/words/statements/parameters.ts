/** Phrases for the values of parameters; each completes "rejects …" or "responds … to …". */
import type { Flow } from '../../contract/model.ts';
import { flowRequests } from '../flows.ts';
import { code, listOf, namesOf, withArticle } from '../text.ts';

const maxListedValues = 3;

/** Phrases about one parameter, by the kind of value that it is sent with. */
export const parameterPhrases = {
  omitted: (flow: Flow, name: string) => `${flowRequests[flow]} without ${code(name)}`,
  blank: (name: string) => `a blank ${code(name)}`,
  null: (name: string) => `a null ${code(name)}`,
  otherThan: (name: string, values: readonly unknown[]) =>
    values.length > maxListedValues
      ? `an undocumented ${code(name)}`
      : `${withArticle(name)} other than ${listOf(
          values.map((value) => JSON.stringify(value)),
          'or',
        )}`,
  value: (name: string, value: unknown) => `the ${code(name)} ${JSON.stringify(value)}`,
  ofAnotherOperation: (name: string, value: unknown) =>
    `the ${code(name)} ${JSON.stringify(value)} of another operation`,
  withoutAt: (name: string) => `${withArticle(name)} without an @`,
  malformed: (name: string) => `a malformed ${code(name)}`,
  againstPattern: (name: string) => `${withArticle(name)} that violates its pattern`,
  ofLength: (name: string, length: number) => `${withArticle(name)} of ${String(length)} characters`,
  ofLengthBeyondAscii: (name: string, length: number) =>
    `${withArticle(name)} of ${String(length)} non-ASCII characters`,
  ofNumber: (name: string, number: number) => `${withArticle(name)} of ${String(number)}`,
  nonNumeric: (name: string) => `a non-numeric ${code(name)}`,
} as const;

/** Addresses that are malformed, by the end of their slug. */
export const addressPhrases = {
  'without-domain': (name: string) => `${withArticle(name)} without a domain`,
  'without-name': (name: string) => `${withArticle(name)} without a local part`,
  'of-two-domains': (name: string) => `${withArticle(name)} containing a second @`,
  'with-space': (name: string) => `${withArticle(name)} containing a space`,
  'of-two-lines': (name: string) => `${withArticle(name)} containing a line break`,
} as const;

/** Confirmations that are not the password, by the end of their slug. */
export const confirmationPhrases = {
  differs: (name: string) => `${withArticle(name)} that differs from the password`,
  cut: (name: string) => `${withArticle(name)} without the last character of the password`,
  'in-another-case': (name: string) => `${withArticle(name)} that differs from the password in case`,
  spaced: (name: string) => `the password plus a trailing space as ${code(name)}`,
  empty: (name: string) => `an empty ${code(name)}`,
} as const;

/** Passwords that meet the documented rules, by the start of their slug. */
export const plainPasswordPhrases = {
  long: (name: string) => `${withArticle(name)} of 64 characters`,
  spaced: (name: string) => `${withArticle(name)} containing a space`,
  accented: (name: string) => `${withArticle(name)} containing non-ASCII letters`,
} as const;

/** Values of unexpected types, by the end of their slug. */
export const unexpectedTypePhrases = {
  number: (name: string) => `the number 0 as ${code(name)}`,
  boolean: (name: string) => `${code('true')} as ${code(name)}`,
  null: (name: string) => `null as ${code(name)}`,
  'half-a-pair': (name: string) => `an unpaired surrogate in ${code(name)}`,
  array: (name: string) => `an array as ${code(name)}`,
  object: (name: string) => `an object as ${code(name)}`,
  text: (name: string) => `a string as ${code(name)}`,
  'any-number': (name: string) => `a number as ${code(name)}`,
  'very-long': (name: string) => `${withArticle(name)} of 10,000 characters`,
  'of-73-bytes': (name: string) => `${withArticle(name)} of 73 bytes`,
  'of-128-bytes': (name: string) => `${withArticle(name)} of 128 bytes`,
  'with-nul': (name: string) => `the correct ${code(name)} plus NUL and a letter`,
  'beyond-ascii': (name: string) => `non-ASCII letters and an emoji as ${code(name)}`,
  'wrong-twice': (name: string) => `a wrong ${code(name)} sent twice`,
} as const;

/** Bodies that an operation does not take, by their slug. */
export const bodyPhrases = {
  'malformed-json': 'malformed JSON',
  'body-not-utf-8': 'a body that is not UTF-8',
  'empty-body': 'an empty body',
  'empty-object': 'an empty object as the body',
  'array-body': 'an array as the body',
  'string-body': 'a string as the body',
  'null-body': 'null as the body',
  'unreadable-form': 'a form with invalid percent-encoding',
  'other-media-type': 'a body of another media type',
} as const;

/** Texts that people enter, by their slug. */
export const freeTextPhrases = {
  'texts-beyond-ascii': (names: readonly string[]) => `non-ASCII text in ${namesOf(names)}`,
  'quoted-texts': (names: readonly string[]) => `quotes and HTML in ${namesOf(names)}`,
  'long-texts': (names: readonly string[]) => `texts of 300 characters in ${namesOf(names)}`,
} as const;

/** Valid variations of a request; each completes "accepts …". */
export const variationPhrases = {
  withDefaultOmitted: (flow: Flow, name: string) => `${flowRequests[flow]} without ${code(name)}, which has a default`,
  optional: (name: string) => `the optional ${code(name)}`,
  emptyDefault: (name: string) => `an empty ${code(name)}, its default`,
  value: (name: string, value: unknown) => `${JSON.stringify(value)} as ${code(name)}`,
  noneOptional: 'a request without optional parameters',
  allOptional: 'all optional parameters together',
  furtherExamples: (names: readonly string[]) => `further example values of ${namesOf(names)}`,
  'any-names': (names: readonly string[]) => `short and two-word names in ${namesOf(names)}`,
  'accented-names': (names: readonly string[]) => `accented names in ${namesOf(names)}`,
  'with-charset': '`Content-Type` with a `charset` parameter',
  'media-type-in-capitals': 'an upper-case media type',
  'accepting-anything': 'a request with `Accept: */*`',
  'reordered-json': 'reordered properties with escapes and white space',
  'reordered-form': 'reordered parameters',
} as const;
