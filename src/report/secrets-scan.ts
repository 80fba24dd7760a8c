/** Looks for the secrets of a run in everything that it wrote, and masks those that it finds. */
import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SecretIndex } from '../engine/masking/secret-index.ts';
import type { Hit, Vocabulary } from '../engine/masking/secret-index.ts';
import { writeWhole } from '../settings/write-whole.ts';
import { readZip, writeZip } from './zip.ts';

/** A file with secrets that were masked, or one that could not be searched, and why. */
type Leak = { readonly file: string; readonly places: number } | { readonly file: string; readonly unreadable: string };

/** Programs of the harness and of Playwright: the beginning of a secret may occur in them by chance. */
const programs = new Set(['.js', '.mjs', '.css', '.sh', '.svg']);

/**
 * Searches files and folders for secrets, and masks each.
 * @param fingerprint what stands for a secret
 */
export function maskLeaks(
  places: readonly string[],
  secrets: Iterable<string>,
  vocabulary: Vocabulary,
  fingerprint: (secret: string) => string,
): Leak[] {
  const index = new SecretIndex(vocabulary, 1 << 20);
  for (const secret of secrets) if (isSearchable(secret, vocabulary)) index.add(secret);
  const leaks: Leak[] = [];
  const mask = maskIn(index, fingerprint);
  // A reporter's file may lie in a folder that is searched as well, and be named otherwise.
  for (const file of new Set(places.flatMap(filesIn).map((each) => path.resolve(each)))) {
    // Files that reproduce a finding are code, also if they are JSON.
    const kind = path.basename(path.dirname(file)) === 'repeat' ? '.mjs' : path.extname(file);
    let places = 0;
    const counted: Mask = (text, wholeOnly) => {
      const masked = mask(text, wholeOnly);
      places += masked.places;
      return masked.text;
    };
    try {
      const content = maskFile(kind, readFileSync(file), counted);
      if (places === 0) continue;
      writeWhole(file, content);
      leaks.push({ file, places });
    } catch (error) {
      leaks.push({ file, unreadable: (error as Error).message });
    }
  }
  return leaks;
}

/** How the secrets of an index are masked in a text; texts without any are looked at once. */
function maskIn(index: SecretIndex, fingerprint: (secret: string) => string) {
  const clean = new Set<string>();
  return (text: string, wholeOnly = false): { readonly text: string; readonly places: number } => {
    if (clean.has(text)) return { text, places: 0 };
    let [masked, from, places] = ['', 0, 0];
    const hits = index.find(text);
    // In a text of nothing but escapes, only whole secrets are told from what is like one by chance.
    const isPartial = hits === undefined;
    for (const hit of hits ?? index.findAsWritten(text)) {
      if (!isShown(hit, text, wholeOnly || isPartial)) continue;
      masked += text.slice(from, hit.from) + fingerprint(hit.secret);
      from = hit.to;
      places += 1;
    }
    if (places === 0) clean.add(text);
    return { text: masked + text.slice(from), places };
  };
}

/** Masks the secrets of a text. */
type Mask = (text: string, wholeOnly?: boolean) => string;

function maskFile(extension: string, content: Buffer, mask: Mask): Buffer {
  if (extension === '.zip')
    return writeZip(
      readZip(content).map((entry) => ({
        name: entry.name,
        content: maskFile(path.extname(entry.name), entry.content, mask),
      })),
    );
  // Every byte of a file that is no text stays as it is.
  const encoding = isUtf8(content) ? 'utf8' : 'latin1';
  const text = content.toString(encoding);
  if (extension === '.html') return Buffer.from(maskPage(text, mask), encoding);
  if (!programs.has(extension)) return Buffer.from(mask(text), encoding);
  // Scripts have most of their lines in common; each is searched once.
  const lines = text.split('\n').map((line) => mask(line, true));
  return Buffer.from(lines.join('\n'), encoding);
}

/** Masks a page without its styles and programs, which are the same in every run; Playwright's holds its data in an archive. */
function maskPage(page: string, mask: Mask): string {
  const archives: string[] = [];
  // An archive is searched by its content: its base64 has runs that look like a part of a token.
  const zipped = page.replace(/(data:application\/zip;base64,)([\w+/=]+)/g, (_all, before: string, data: string) => {
    archives.push(maskFile('.zip', Buffer.from(data, 'base64'), mask).toString('base64'));
    return `${before}‹archive ${archives.length - 1}›`;
  });
  let masked = '';
  let at = 0;
  for (const { index } of zipped.matchAll(/<(?:script|style)\b/g)) {
    if (index < at) continue;
    masked += mask(zipped.slice(at, index));
    const close = zipped.indexOf(zipped.startsWith('<script', index) ? '</script>' : '</style>', index);
    at = close === -1 ? zipped.length : close;
    masked += zipped.slice(index, at);
  }
  masked += mask(zipped.slice(at));
  return masked.replace(/‹archive (\d+)›/g, (_all, index: string) => archives[Number(index)] ?? '');
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

/** Whether what was found is a secret, and not a text that is like one by chance. */
function isShown(hit: Hit, text: string, wholeOnly: boolean): boolean {
  const length = hit.to - hit.from;
  const around = `${text.charAt(hit.from - 1)} ${text.charAt(hit.to)}`;
  if (wholeOnly && (!hit.whole || /\w/.test(around))) return false;
  if (/^\d+$/.test(hit.secret)) return hit.whole && !/\d/.test(around);
  // Ids of tests and steps are hexadecimal too: a few digits in common are chance.
  if (/^[\da-f-]+$/i.test(hit.secret)) return hit.whole || length >= 12;
  // Every JSON Web Token begins like every other.
  if (text.startsWith('eyJ', hit.from) && !hit.whole) return length > hit.secret.indexOf('.') + 25;
  // A few characters may be anywhere by chance, and digits anywhere else: what was cut begins a word.
  if (!hit.whole && length < 7)
    return !/\w/.test(text.charAt(hit.from - 1)) && !/^\d+$/.test(text.slice(hit.from, hit.to));
  return hit.secret.length >= 7 || !/\w/.test(around);
}
