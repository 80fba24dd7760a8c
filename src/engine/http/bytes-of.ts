/** The bytes of a stream. Two are read for each request, and with `for await` that takes a twentieth of a run longer. */
import type { Readable } from 'node:stream';

/**
 * @param see is told of each chunk; one for which it returns false is not kept
 * @returns all that was kept, at the end of the stream; rejects where it breaks off
 */
export function bytesOf(stream: Readable, see: (chunk: Buffer) => boolean = () => true): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      if (see(chunk)) chunks.push(chunk);
    });
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
    stream.on('close', () => {
      if (!stream.readableEnded) reject(new Error('closed before its end'));
    });
  });
}
