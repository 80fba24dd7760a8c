/** What the flaws of credentials share. */
import type { SecurityScheme } from '../../contract/model.ts';
import type { CredentialFlaw, Credentials, Presented } from '../case.ts';
import { fill } from '../template.ts';

export type Present = CredentialFlaw['present'];

/** Puts a text where the scheme's credentials go. */
export function place(scheme: SecurityScheme, text: string): Presented {
  if (scheme.in === 'query') return { query: [[scheme.parameter, text]] };
  return { header: scheme.scheme === undefined ? text : `${scheme.scheme} ${text}` };
}

/** The credentials as documented, with the token changed. */
export function withToken(change: (token: string, credentials: Credentials) => string | undefined): Present {
  return (scheme, credentials) => {
    const token = credentials.token === undefined ? undefined : change(credentials.token, credentials);
    const text = token === undefined ? undefined : fill(scheme.template, { ...credentials, token });
    return text === undefined ? undefined : place(scheme, text);
  };
}

export function flaw(id: string, phrase: string, present: Present, more: Partial<CredentialFlaw> = {}): CredentialFlaw {
  return { id, phrase, present, ...more };
}

/** Another character of the same kind in its place, so that the shape stays. */
export function changed(text: string, index: number): string {
  const character = text.charAt(index);
  const other = /[0-9]/.test(character)
    ? String((Number(character) + 1) % 10)
    : /[a-eA-E]/.test(character)
      ? String.fromCharCode(character.charCodeAt(0) + 1)
      : character === 'b'
        ? 'c'
        : 'b';
  return text.slice(0, index) + other + text.slice(index + 1);
}

/** A text of the same length and alphabet that nobody was given. */
export function scrambled(token: string): string {
  return Array.from(token, (_, index) => changed(token, index).charAt(index)).join('');
}
