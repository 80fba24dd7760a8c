/** The golden matrix of an API: what each fault of its reference target does to the verdicts, as one reviewed file. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { dataFile } from '../core/installation.ts';

/** The effects of a fault: the requirements that fail or warn, and those that get no verdict because of it. */
export interface Effect {
  readonly breaks: readonly string[];
  readonly blocks: readonly string[];
}

/** Requirements as they are written: for each operation their names, `all`, `all but` some, or `some` by chance. */
type Names = Readonly<Record<string, string>>;

/** The effect of a fault as it is written. */
export interface Entry {
  readonly breaks: Names;
  readonly blocks: Names;
}

/** The entries of an API, by fault. */
export type Golden = ReadonlyMap<string, Entry>;

/** The path of an API's file, from the root of the project. */
export const goldenFile = (api: string): string => `reference/matrices/${api}.yaml`;

const locate = (api: string, folder: string | undefined): string =>
  folder === undefined ? fileURLToPath(dataFile(goldenFile(api))) : path.join(folder, path.basename(goldenFile(api)));

/** Reads an API's file, which may be missing: then it has no entry. */
export function readGolden(api: string, folder?: string): Golden {
  const classes = (parse(textOf(locate(api, folder))) ?? []) as ({ readonly faults: string } & Partial<Entry>)[];
  return new Map(
    classes.flatMap(({ faults, breaks = {}, blocks = {} }) =>
      faults.split(' ').map((id) => [`${api}-${id}`, { breaks, blocks }] as const),
    ),
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Writes an API's file. Faults with the same effect share a paragraph, so that most changes touch one place. */
export function writeGolden(api: string, golden: Golden, folder?: string): void {
  const classes = new Map<string, { faults: string; readonly breaks: Names; readonly blocks?: Names }>();
  for (const [id, { breaks, blocks }] of [...golden].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = JSON.stringify([breaks, blocks]);
    const name = id.slice(api.length + 1);
    const known = classes.get(key);
    if (known !== undefined) known.faults += ` ${name}`;
    else classes.set(key, { faults: name, breaks, ...(Object.keys(blocks).length === 0 ? {} : { blocks }) });
  }
  const paragraphs = [...classes.values()].map((each) => stringify([each], { lineWidth: 120 }));
  writeFileSync(locate(api, folder), [`${head(api)}\n`, ...paragraphs].join('\n'));
}

const head = (api: string): string =>
  `# What each fault of the ${api} reference target breaks, and what gets no verdict because of it (docs/proof.md).
# Written by: npm run faults -- --api ${api} --update`;

/** Writes an effect; `passed` are the requirements that the target without the fault keeps. */
export function entryOf(effect: Effect, passed: ReadonlySet<string>, varies: boolean): Entry {
  if (varies) return { breaks: named(effect.breaks, () => 'some'), blocks: named(effect.blocks, () => 'some') };
  const open = [...passed].filter((id) => !effect.breaks.includes(id));
  return {
    breaks: named(effect.breaks, (names) => names.join(' ')),
    blocks: named(effect.blocks, (names, operation) => {
      const rest = namesOf(open, operation).filter((each) => !names.includes(each));
      if (rest.length * 3 > names.length) return names.join(' ');
      return ['all', ...(rest.length === 0 ? [] : ['but', ...rest])].join(' ');
    }),
  };
}

function named(ids: readonly string[], write: (names: string[], operation: string) => string): Names {
  const operations = [...new Set(ids.map((id) => id.split('/')[1] ?? ''))].sort();
  return Object.fromEntries(operations.map((each) => [each, write(namesOf(ids, each), each)]));
}

function namesOf(ids: Iterable<string>, operation: string): string[] {
  const names = [...ids].filter((id) => id.split('/')[1] === operation).map((id) => id.split('/').slice(2).join('/'));
  return names.sort();
}

/** Reads an effect; `passed` are the requirements that the target without the fault keeps. */
export function effectOf(api: string, { breaks, blocks }: Entry, passed: ReadonlySet<string>): Effect {
  const broken = idsOf(api, breaks, passed);
  const open = new Set([...passed].filter((id) => !broken.includes(id)));
  return { breaks: broken, blocks: idsOf(api, blocks, open) };
}

function idsOf(api: string, names: Names, open: ReadonlySet<string>): string[] {
  return Object.entries(names).flatMap(([operation, text]) => {
    const [first, , ...rest] = text.split(' ');
    const prefix = `${api}/${operation}/`;
    if (first !== 'all') return text.split(' ').map((name) => prefix + name);
    return [...open].filter((id) => id.startsWith(prefix) && !rest.includes(id.slice(prefix.length)));
  });
}

/** The requirement ids that an entry names as broken, without a look at any target. */
export function brokenBy(api: string, entry: Entry | undefined): string[] {
  return idsOf(api, entry?.breaks ?? {}, new Set());
}
