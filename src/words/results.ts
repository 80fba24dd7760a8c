/** The result of a run in one line, the same in the terminal, on the page and in a summary of a job. */

/** The result, and the values that its line needs. */
export interface ResultValues {
  readonly result: 'conforms' | 'does-not-conform' | 'could-not-be-tested';
  /** Why it could not be tested, as a sentence. */
  readonly why?: string;
}

/** The result as a heading. */
export function resultName({ result }: Pick<ResultValues, 'result'>): string {
  return names[result];
}

/** The result as a line. */
export function resultText(values: ResultValues): string {
  const { why } = values;
  return why === undefined ? resultName(values) : `${resultName(values)}: ${why}`;
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
