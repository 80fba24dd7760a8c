/** The bytes of a stream. With `for await`, a run takes a twentieth longer. */
import type { Readable } from 'node:stream';

/**
 * @param see is called with each chunk, and returns false to drop it
 * @returns the kept chunks, at the end of the stream; rejects if the stream fails
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
