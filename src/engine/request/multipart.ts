/** Bodies in multipart/form-data (RFC 7578): each field is a part. */
import type { Pair } from '../../plan/mutations/entry.ts';

/** A boundary that no value contains; the same for the same values. */
export function boundaryOf(fields: readonly Pair[]): string {
  const values = fields.flat().join('\n');
  let boundary = 'conformance';
  for (let index = 1; values.includes(boundary); index += 1) boundary = `conformance-${index}`;
  return boundary;
}

/** The text of a body; browsers escape the names so. */
export function multipart(fields: readonly Pair[], boundary: string): string {
  const escaped = (name: string): string => name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}
