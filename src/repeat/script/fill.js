import { createHmac } from 'node:crypto';
import { changes } from './changes.js';

/** A change cannot be made with what there is. */
export class Impossible extends Error {}

/** An answer did not bring what a later request takes. */
export class Lacking extends Error {}

/**
 * Fills `{{token of login}}`, `{{password of account, cut}}`, `[[base64 …]]` and `[[escaped …]]`.
 * @param {string} text
 * @param {(part: string, of: string) => string} value
 * @param {(text: string) => string} [escape]
 */
export function fill(text, value, escape = (plain) => plain) {
  const placed = (/** @type {string} */ part, /** @type {(text: string) => string} */ write) =>
    part.replace(/\{\{([\w-]+) of ([^{},]+)(?:, ([^{}]+))?\}\}/g, (_, what, of, how) =>
      write(how === undefined ? value(what, of) : change(value(what, of), how)),
    );
  // What is filled in may hold brackets of its own: each piece is filled in once.
  return text
    .split(/(\[\[(?:base64|escaped) .*?\]\])/s)
    .map((piece) => {
      const [, how, inner = ''] = /^\[\[(base64|escaped) (.*)\]\]$/s.exec(piece) ?? [];
      if (how === 'base64') return Buffer.from(placed(inner, (plain) => plain)).toString('base64');
      return how === 'escaped' ? placed(inner, escape).replace(/^\w/, escaped) : placed(piece, escape);
    })
    .join('');
}

/** As JSON may write any character. @param {string} character */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** @param {string} text @param {string} how */
function change(text, how) {
  const key = /^signed with the key (.*)$/.exec(how)?.[1];
  const other = key === undefined ? changes[how]?.(text) : signedWith(text, key);
  if (other === undefined) throw new Impossible(`what is configured or was issued cannot be sent "${how}"`);
  return other;
}

/** A JSON Web Token with a signature of one's own. @param {string} token @param {string} key */
function signedWith(token, key) {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  const input = `${Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url')}.${payload}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}
