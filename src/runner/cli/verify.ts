/** `session-conformance verify`: says whether a signed result is what was signed. */
import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readKey } from '../../core/ed25519-key.ts';
import { UserError } from '../../core/user-error.ts';
import { verifyAttestation } from '../../report/verify.ts';

/** Prints one verdict, and sets exit code 1 unless it is good. @throws UserError for a file or a key that is none */
export function verify(file: string, { key: text }: { readonly key: string }): void {
  const key = readKey(text, createPublicKey, `--key ${text}`);
  // A value that is no path may be a private key, by mistake.
  const isHidden = !existsSync(text) && /BEGIN|^[\w+][\w+/]{39,}=*$/.test(text);
  const shown = isHidden ? '' : ` ${text}`;
  if (key === undefined)
    throw new UserError(`--key${shown}: give a public ed25519 key, as the path of a PEM file or in base64`);
  const { isVerified, lines } = verifyAttestation(file, key);
  for (const line of lines) console.log(line);
  if (!isVerified) process.exitCode = 1;
}
