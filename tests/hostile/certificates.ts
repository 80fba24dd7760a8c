/** Certificates for tests, made when they are needed: X.509 (RFC 5280) as far as a TLS handshake looks at it. */
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface CertificateOptions {
  /** A DNS name or an IPv4 address, as subject alternative name. */
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** DER: a tag, a length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
/** ecdsa-with-SHA256 (RFC 5758 section 3.2). */
const algorithm = sequence(oid('2a8648ce3d040302'));

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function commonName(text: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
}

function alternativeName(name: string): Buffer {
  const address = /^[\d.]+$/.test(name);
  const value = address ? Buffer.from(name.split('.').map(Number)) : Buffer.from(name);
  return sequence(oid('551d11'), der(0x04, sequence(der(address ? 0x87 : 0x82, value))));
}

/** A certificate that signs itself, and may sign as an authority. */
export function selfSigned({ name, from, to }: CertificateOptions): Certificate {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const basic = sequence(
    oid('551d13'),
    der(0x01, Buffer.from([0xff])),
    der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
  );
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    commonName('Hostile test'),
    sequence(time(from), time(to)),
    commonName('Hostile test'),
    publicKeyOf(privateKey),
    der(0xa3, sequence(basic, alternativeName(name))),
  );
  const signature = sign('sha256', content, privateKey);
  const cert = sequence(content, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${(cert.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function publicKeyOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}
