/** Reads keys for ed25519 signatures. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readInput } from './read-input.ts';
import { UserError } from './user-error.ts';

/**
 * Reads a key in PEM.
 * @param text the path of its file, or what the file holds, as it is or in base64
 * @param create `createPrivateKey`, or `createPublicKey`, which takes a private key too
 * @param called how the message about a file begins that cannot be read
 * @returns undefined if there is none, or one of another kind
 * @throws UserError if there is a file that cannot be read
 */
export function readKey(text: string, create: (pem: string) => KeyObject, called: string): KeyObject | undefined {
  try {
    const pem = text.includes('-----BEGIN')
      ? text
      : existsSync(text)
        ? readInput(text, called).toString()
        : Buffer.from(text, 'base64').toString();
    const key = create(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}
