/** Reads known-deviations.yaml. */
import { LineCounter, isMap, isSeq, parseDocument } from 'yaml';
import type { YAMLMap } from 'yaml';
import { isDay } from '../core/day.ts';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import type { KnownDeviation } from './known-deviations.ts';

const members = ['requirement', 'target', 'reason', 'owner', 'expires'] as const;

/** Reads the file. @throws UserError with file and line of each problem */
export function readKnownDeviations(file: string): KnownDeviation[] {
  const lines = new LineCounter();
  const document = parseDocument(readInput(file, `KNOWN_DEVIATIONS is "${file}", which`).toString(), {
    lineCounter: lines,
  });
  const at = (offset: number | undefined): string => `${file}:${lines.linePos(offset ?? 0).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw new UserError(`${at(broken.pos[0])}: ${broken.message.split('\n')[0] ?? ''}`);
  if (document.contents === null) return [];
  if (!isSeq(document.contents))
    throw new UserError(`${file}:1: write a list of entries, each with ${members.join(', ')}`);
  return document.contents.items.map((item) => {
    const place = at((item as YAMLMap).range?.[0]);
    if (!isMap(item)) throw new UserError(`${place}: an entry has ${members.join(', ')}`);
    return readEntry(item.toJS(document) as Record<string, unknown>, place);
  });
}

function readEntry(entry: Readonly<Record<string, unknown>>, place: string): KnownDeviation {
  const strange = Object.keys(entry).find((name) => !members.some((member) => member === name));
  if (strange !== undefined)
    throw new UserError(`${place}: there is no "${strange}"; an entry has ${members.join(', ')}`);
  const text = (name: (typeof members)[number]): string => {
    const value = entry[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    throw new UserError(`${place}: ${name} is missing${value === undefined ? '' : ', or no text'}`);
  };
  const [requirement = '', target = '', reason = '', owner = '', expires = ''] = members.map(text);
  if (!isDay(expires)) throw new UserError(`${place}: expires is "${expires}"; write a day as 2030-12-31`);
  if (target !== '*' && target !== 'embedded' && !/^https?:\/\//.test(target))
    throw new UserError(`${place}: target is "${target}"; write the URL of a target, * for every one, or embedded`);
  return { requirement, target: target.replace(/(?<!\/)\/+$/, ''), reason, owner, expires, place };
}
