/** The document that annotations were made for: an overlay may say its SHA-256, so that a change is noticed. */
import { createHash } from 'node:crypto';
import { readInput } from '../core/read-input.ts';
import type { Problems } from './problems.ts';
import { object, text } from './raw.ts';
import type { SourceFile } from './source.ts';

export function sha256Of(file: string): string {
  return createHash('sha256').update(readInput(file)).digest('hex');
}

/** @param file the document */
export function checkPinned(file: string, overlay: SourceFile, problems: Problems): void {
  const pinned = object(object(overlay.value)['x-document'])['sha256'];
  const own = sha256Of(file);
  if (pinned === undefined || pinned === own) return;
  problems.add(
    `${overlay.name}:${overlay.lineOf('/x-document/sha256')}`,
    `the document has changed since: its SHA-256 is ${own}, not ${text(pinned)}; check the annotations, then write the new one`,
  );
}
