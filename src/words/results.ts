/** The result of a run in one line, the same in the terminal, on the page and in a summary of a job. */

/** The result, and the values that its line needs. */
interface ResultValues {
  readonly result: 'conforms' | 'does-not-conform' | 'could-not-be-tested';
  /** Why it could not be tested, as a sentence. */
  readonly why?: string;
  readonly coverage?: CoverageValues;
}

/** The extent of the tests, and what other settings would add. */
interface CoverageValues {
  readonly tested: number;
  readonly of: number;
  readonly more: readonly { readonly settings: string; readonly requirements: number }[];
}

/** The result as a heading. */
export function resultName({ result }: Pick<ResultValues, 'result'>): string {
  return names[result];
}

/** The result as a heading that says of how much. */
export function resultHeading({ result, coverage }: ResultValues): string {
  if (result !== 'conforms' || coverage === undefined) return resultName({ result });
  const { tested, of } = coverage;
  return tested === of
    ? `${names[result]}: all ${of} requirements were tested`
    : `${names[result]}, as far as tested: ${tested} of ${of} requirements`;
}

/** The result as a line. */
export function resultText(values: ResultValues): string {
  const { result, why, coverage } = values;
  const text = why === undefined ? resultHeading(values) : `${resultName(values)}: ${why}`;
  return [text, ...(result === 'conforms' && coverage !== undefined ? moreTexts(coverage) : [])].join('; ');
}

/** The result in a few words, for a badge. */
export function badgeText(values: {
  readonly result: ResultValues['result'];
  /** Requirements that passed, and that are known deviations. */
  readonly passed: number;
  readonly known: number;
  /** Findings that fail the run. */
  readonly findings: number;
}): string {
  const { result, passed, known, findings } = values;
  if (result === 'could-not-be-tested') return 'not tested';
  if (result === 'does-not-conform') return findings === 1 ? '1 finding' : `${findings} findings`;
  return known === 0 ? `${passed} passed` : `${passed} passed, ${known} known deviations`;
}

/** The number of requirements that other settings would let the run test. */
export function moreTexts({ more }: CoverageValues): string[] {
  return more.map(({ settings, requirements }) => `${requirements} more with ${settings}`);
}

/** Why a run fails that tested too little. */
export function untestedText(tested: number, of: number, percent: number): string {
  return `MIN_TESTED asks for ${percent} % of the requirements, and ${tested} of ${of} were tested (${Math.floor((100 * tested) / of)} %)`;
}

const names = {
  conforms: 'Conforms',
  'does-not-conform': 'Does NOT conform',
  'could-not-be-tested': 'Could not be tested',
} as const;

/** Why nothing was tested. */
export const nothingSelected = 'No case was selected, so that nothing was tested.';

/** Why some requirements, or all, could not be judged. */
export function unjudgedText(reason: string, unjudged: number, all: number): string {
  return unjudged === all ? reason : `${reason} (${unjudged} of ${all} requirements)`;
}
