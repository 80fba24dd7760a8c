/** A change cannot be made with what there is. */
export class Impossible extends Error {}

/** An answer did not bring what a later request takes. */
export class Lacking extends Error {}

/** Fills `{{token of login}}`, `{{password of account, cut}}`, `[[base64 …]]` and `[[escaped …]]`. @throws when a change cannot be made */
export function fill(
  text: string,
  value: (part: string, of: string) => string,
  escape?: (text: string) => string,
): string;
