/** The text of a document at the places that requirements cite. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { placesIn } from '../contract/cited-places.ts';
import type { Place } from '../contract/cited-places.ts';
import type { Contract } from '../contract/model.ts';
import type { ConformanceReport, FindingReport } from '../generated/conformance.ts';

/** The lines that a source names first in a document of the team; undefined for one that names a standard alone. */
export function placeIn(source: string | undefined): Place | undefined {
  return placesIn(source)[0];
}

/** The contract's own words of what a source cites; undefined where it has none. */
export function passageOf({ passages }: Contract, source?: string): string | undefined {
  const found = placesIn(source).flatMap(({ text }) => (Object.hasOwn(passages, text) ? passages[text] : []) ?? []);
  return found.length === 0 ? undefined : found.join('\n');
}

/** Longer quotes are cut: the document is at hand. */
const most = { lines: 8, characters: 160, bytes: 4 * 1024 * 1024 };

/** A report whose findings quote what they cite, where the document is at hand. @param secrets no line with one of them is quoted */
export function withQuotes(report: ConformanceReport, secrets: Iterable<string>): ConformanceReport {
  const known = [...secrets].filter((secret) => secret.length > 3);
  const texts: Texts = new Map();
  return {
    ...report,
    apis: report.apis.map((api) => {
      const folders = new Set([
        process.cwd(),
        ...(api.contract ?? []).map(({ name }) => path.dirname(path.resolve(name))),
      ]);
      const quoted = (finding: FindingReport): FindingReport => {
        const source = api.requirements.find(({ id }) => id === finding.requirements[0])?.source;
        const quote = quoteOf(placeIn(source), folders, texts);
        return quote === undefined || known.some((secret) => quote.includes(secret)) ? finding : { ...finding, quote };
      };
      return { ...api, findings: api.findings.map(quoted) };
    }),
  };
}

/** The text of a place in one of some folders; undefined if there is none. */
function quoteOf(place: Place | undefined, folders: Iterable<string>, texts: Texts): string | undefined {
  if (place === undefined) return undefined;
  for (const folder of folders) {
    const file = path.resolve(folder, place.file);
    const text = path.relative(folder, file).startsWith('..') ? undefined : textOf(file, texts);
    const lines = text?.split(/\r?\n/).slice(place.from - 1);
    if (lines === undefined || lines.length === 0) continue;
    const own = lines.slice(0, lengthOf(lines, place));
    const indent = Math.min(...own.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    return own.map((line) => shortened(line.slice(indent))).join('\n');
  }
  return undefined;
}

/** One line of YAML means what is indented below it too. */
function lengthOf(lines: readonly string[], { file, from, to }: Place): number {
  const [first = ''] = lines;
  const below = lines.slice(1).findIndex((line) => line.search(/\S/) <= first.search(/\S/));
  const isYaml = /\.ya?ml$/.test(file) && from === to;
  const wanted = isYaml ? 1 + (below === -1 ? lines.length : below) : to - from + 1;
  return Math.min(wanted, most.lines);
}

function shortened(line: string): string {
  const cut = line.slice(0, most.characters).replace(/[\uD800-\uDBFF]$/, '');
  return cut === line ? line : `${cut}…`;
}

/** Files that were read, by path. */
type Texts = Map<string, string | undefined>;

function textOf(file: string, texts: Texts): string | undefined {
  if (!texts.has(file)) texts.set(file, isReadable(file) ? readFileSync(file, 'utf8') : undefined);
  return texts.get(file);
}

function isReadable(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= most.bytes;
}
