/** Signed envelopes: DSSE v1, with ed25519 (RFC 8032). */
import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A payload with its signatures. */
interface Envelope {
  readonly payloadType: string;
  /** In base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Signs a payload. */
export function seal(payloadType: string, payload: string, key: KeyObject): Envelope {
  const content = Buffer.from(payload);
  const sig = sign(undefined, signed(payloadType, content), key).toString('base64');
  return {
    payloadType,
    payload: content.toString('base64'),
    signatures: [{ keyid: keyId(createPublicKey(key)), sig }],
  };
}

/** The payload, if a signature is of this key; else undefined. */
export function open({ payloadType, payload, signatures }: Envelope, key: KeyObject): Buffer | undefined {
  const content = Buffer.from(payload, 'base64');
  const isSigned = signatures.some(({ sig }) =>
    verify(undefined, signed(payloadType, content), key, Buffer.from(sig, 'base64')),
  );
  return isSigned ? content : undefined;
}

/** The name of a public key: the hash of its DER form. */
export function keyId(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex');
}

/** Whether a value has the shape of an envelope. */
export function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null) return false;
  const { payloadType, payload, signatures } = value as Record<string, unknown>;
  return (
    typeof payloadType === 'string' &&
    typeof payload === 'string' &&
    Array.isArray(signatures) &&
    signatures.every(
      (each: unknown) => typeof each === 'object' && each !== null && 'sig' in each && typeof each.sig === 'string',
    )
  );
}

/** The signed bytes: type and content, each with its length in bytes (PAE of the DSSE protocol). */
function signed(payloadType: string, content: Buffer): Buffer {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${content.length} `), content]);
}
