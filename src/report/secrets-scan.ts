/** Looks for the secrets of a run in everything that it wrote, and takes away what holds one. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { SecretIndex } from '../engine/masking/secret-index.ts';
import type { Vocabulary } from '../engine/masking/secret-index.ts';
import { readZip } from './zip.ts';

/** What a run writes below REPORTS_DIR; what else is there is somebody else's. */
export const artefacts = [
  'conformance.json',
  'conformance.html',
  'junit.xml',
  'html',
  'blob',
  'repeat',
  'test-results',
];

/** A file that was removed, and how many places of it showed a secret. */
export interface Leak {
  readonly file: string;
  readonly places: number;
}

/** Texts in which a page's own program stands: a beginning of a secret is found in every program. */
const programs = new Set(['.html', '.js', '.mjs', '.css', '.sh', '.svg']);

/** Scans files and folders for secrets, and removes each file that shows one. */
export function removeLeaks(places: readonly string[], secrets: Iterable<string>, vocabulary: Vocabulary): Leak[] {
  const index = new SecretIndex(vocabulary, 1 << 20);
  for (const secret of secrets) if (isSearchable(secret, vocabulary)) index.add(secret);
  const leaks: Leak[] = [];
  // A reporter's file may stand in a folder that is searched too, and be named otherwise.
  for (const file of new Set(places.flatMap(filesIn).map((each) => path.resolve(each)))) {
    const program = programs.has(path.extname(file)) || path.basename(path.dirname(file)) === 'repeat';
    let found = 0;
    for (const { text, code } of textsOf(file)) found += count(index, text, program && code);
    if (found === 0) continue;
    rmSync(file);
    leaks.push({ file, places: found });
  }
  return leaks;
}

/** A word of the contract cannot be told from itself, nor a number of a few digits from any other. */
function isSearchable(secret: string, vocabulary: Vocabulary): boolean {
  return !vocabulary.includes(secret) && secret.length >= (/^\d+$/.test(secret) ? 8 : 4);
}

function filesIn(place: string): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return (
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      // It is built from the sources alone.
      .filter((file) => !file.endsWith(path.join('repeat', 'engine.mjs')))
  );
}

function count(index: SecretIndex, text: string, wholeOnly: boolean): number {
  return (index.find(text) ?? []).filter((hit) => {
    if (wholeOnly && !hit.whole) return false;
    const length = hit.to - hit.from;
    const around = `${text.charAt(hit.from - 1)} ${text.charAt(hit.to)}`;
    if (/^\d+$/.test(hit.secret)) return hit.whole && !/\d/.test(around);
    // Ids of tests and steps are hexadecimal too: a few digits in common are chance.
    if (/^[\da-f-]+$/i.test(hit.secret)) return hit.whole || length >= 12;
    // Every JSON Web Token begins like every other.
    if (text.startsWith('eyJ', hit.from) && !hit.whole) return length > hit.secret.indexOf('.') + 25;
    return hit.secret.length >= 7 || !/\w/.test(around);
  }).length;
}

interface Text {
  readonly text: string;
  /** Whether it may hold a page's program. */
  readonly code: boolean;
}

/** What can be read in a file: archives and base64 opened, fingerprints taken out. */
function textsOf(file: string): Text[] {
  const content = readFileSync(file);
  if (file.endsWith('.zip')) return fromZip(content);
  const text = content.toString('utf8');
  const data = /data:application\/zip;base64,([\w+/=]+)/.exec(text);
  if (data === null) return opened(text).map((each) => ({ text: each, code: true }));
  // Playwright's report: its program is the same in every run, its data an archive.
  return fromZip(Buffer.from(data[1] ?? '', 'base64'));
}

function fromZip(archive: Buffer): Text[] {
  return readZip(archive).flatMap(({ content }) =>
    opened(content.toString('utf8')).map((text) => ({ text, code: false })),
  );
}

/** A text and what stands in it as base64; long runs of base64 are looked at opened only. */
function opened(text: string): string[] {
  const inside: string[] = [];
  const outside = text.replace(/‹[0-9a-f]{8}›/g, '‹›').replace(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{60,}={0,2}/g, (run) => {
    const bytes = Buffer.from(run, 'base64');
    const plain = bytes.toString('utf8');
    if (plain.includes('\uFFFD')) return run;
    inside.push(...opened(plain));
    return run.length > 200 ? '' : run;
  });
  return [outside, ...inside];
}
