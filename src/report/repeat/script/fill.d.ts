/** A change cannot be made with what there is. */
export class Impossible extends Error {}

/** Fills `{{token of login}}`, `{{password of account, cut}}` and `[[base64 …]]`. @throws when a change cannot be made */
export function fill(
  text: string,
  value: (part: string, of: string) => string,
  escape?: (text: string) => string,
): string;
