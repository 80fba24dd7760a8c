/** Decodes the content codings of a body (RFC 9110 section 8.4) within a limit, since ten kilobytes may decode to gigabytes. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { bytesText } from './limits.ts';

type Decoder = (body: Uint8Array, maxOutputLength: number) => Promise<Uint8Array>;

const unzip = promisify(gunzip);
const unbrotli = promisify(brotliDecompress);
const unflate = promisify(inflate);
const unflateRaw = promisify(inflateRaw);

const decoders = new Map<string, Decoder>([
  ['gzip', (body, maxOutputLength) => unzip(body, { maxOutputLength })],
  ['x-gzip', (body, maxOutputLength) => unzip(body, { maxOutputLength })],
  ['br', (body, maxOutputLength) => unbrotli(body, { maxOutputLength })],
  // Some servers omit the zlib wrapper of RFC 1950; the low half of its first byte is always 8.
  ['deflate', (body, maxOutputLength) => ((body[0] ?? 0) % 16 === 8 ? unflate : unflateRaw)(body, { maxOutputLength })],
]);

/** Maximum number of codings; more are an attack. */
const mostCodings = 3;

/** The decoded body, or its problem. */
type Decoded = { readonly body: Uint8Array } | { readonly problem: string };

/**
 * Decodes a body.
 * @param names the codings, in lower case, the last applied one at the end
 * @param limit maximum bytes after any of them
 */
export async function decode(body: Uint8Array, names: readonly string[], limit: number): Promise<Decoded> {
  if (names.length > mostCodings) return { problem: `${names.length} content codings, one within the other` };
  let decoded = body;
  for (const name of [...names].reverse()) {
    const decoder = decoders.get(name);
    if (decoder === undefined)
      return { problem: `the content coding ${JSON.stringify(name)}, which the request did not ask for` };
    if (decoded.length === 0) continue;
    try {
      decoded = await decoder(decoded, limit);
    } catch (error) {
      const tooLong = error instanceof RangeError;
      return { problem: tooLong ? `a ${name} body of more than ${bytesText(limit)}` : `a body that is not ${name}` };
    }
  }
  return { body: decoded };
}
