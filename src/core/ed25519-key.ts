/** Reads keys for ed25519 signatures. */
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readInput } from './read-input.ts';

/**
 * Reads a key in PEM.
 * @param text the path of its file, or what the file holds, as it is or in base64
 * @param create `createPrivateKey`, or `createPublicKey`, which takes a private key too
 * @returns undefined if there is none, or one of another kind
 */
export function readKey(text: string, create: (pem: string) => KeyObject): KeyObject | undefined {
  try {
    const pem = text.includes('-----BEGIN')
      ? text
      : existsSync(text)
        ? readInput(text).toString()
        : Buffer.from(text, 'base64').toString();
    const key = create(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
