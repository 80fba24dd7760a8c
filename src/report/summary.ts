/** The end of a run in a terminal: its findings. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ApiReport, ConformanceReport, FindingReport, RequirementReport } from '../generated/conformance.ts';
import { resultText } from '../words/results.ts';
import { quoted, scriptName } from '../repeat/quote.ts';
import { causesOf } from './causes.ts';
import { ownReports, pageName } from './report-files.ts';
import { resultIn } from './result.ts';
import { printable } from '../core/printable.ts';

/** The result of a run, in lines. */
export function summary(report: ConformanceReport, reportsDir: string): string {
  const lines = report.apis.flatMap((api) => apiLines(api, reportsDir));
  return printable(
    [
      '',
      ...lines,
      ...proofLines(report),
      ...historyLines(report),
      ...(report.problems ?? []).map((problem) => `! ${problem}`),
      '',
      resultLine(report),
    ].join('\n'),
  );
}

/** The result in one line. */
export function resultLine(report: ConformanceReport): string {
  const { untested, coverage } = report;
  const why = untested === undefined ? {} : { why: untested };
  const of = coverage === undefined ? {} : { coverage };
  const partly =
    report.incomplete === undefined || report.apis.length === 0 ? '' : ` (incomplete run: ${report.incomplete})`;
  return printable(`${resultText({ result: resultIn(report), ...why, ...of })}${partly}`);
}

/** The page, and the other files of this run: those in its folder by their names there. @param outputs of Playwright's reporters */
export function written(reportsDir: string, outputs: readonly string[]): string {
  const isThere = (name: string): boolean => existsSync(path.join(reportsDir, name));
  const places = ownReports
    .filter((name) => name !== pageName && isThere(name))
    .map((name) => path.join(reportsDir, name));
  const all = [...places, ...outputs].map((place) => ({ place, beside: path.relative(reportsDir, place) }));
  const own = all.filter(({ beside }) => !beside.startsWith('..')).map(({ beside }) => beside);
  const others = all.filter(({ beside }) => beside.startsWith('..')).map(({ place }) => place);
  const hasPage = isThere(pageName);
  if (!hasPage && all.length === 0) return 'No report was written.';
  return [
    hasPage ? `Report: ${path.join(reportsDir, pageName)}` : 'No page was written',
    ...(own.length === 0 ? [] : [`in ${hasPage ? 'the same folder' : reportsDir}: ${own.join(', ')}`]),
    ...(others.length === 0 ? [] : [`${hasPage || own.length > 0 ? 'also' : 'only'} ${others.join(', ')}`]),
  ].join('; ');
}

const marks = { conforms: '✓', 'does-not-conform': '✗', 'could-not-be-tested': '?' } as const;

function apiLines(api: ApiReport, reportsDir: string): string[] {
  const { counts } = api;
  const parts = (Object.keys(counts) as (keyof typeof counts)[])
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdict}`);
  const blocked = api.requirements.filter(
    ({ verdict, known }) => (verdict === 'blocked' && known === undefined) || verdict === 'error',
  );
  return [
    `${marks[resultIn(api)]} ${api.id.padEnd(10)} ${api.requirements.length} requirements: ${parts.join(', ')}`,
    ...api.findings
      .filter((finding) => finding.gating)
      .flatMap((finding) => findingLines(api, finding, 'finding', reportsDir)),
    ...api.findings
      .filter(({ gating, known }) => !gating && known === undefined)
      .flatMap((each) => findingLines(api, each, 'warning', reportsDir)),
    ...api.findings.flatMap((finding) => knownLines(finding)),
    ...reasons('blocked or in error', blocked),
    ...reasons(
      'not testable',
      api.requirements.filter(({ verdict, flow }) => verdict === 'not-testable' && flow !== 'document'),
    ),
    ...documentLines(api),
    ...leftLines(api),
    ...(api.invalidLogins === undefined
      ? []
      : [`    the configured account has seen ${api.invalidLogins} invalid logins`]),
  ];
}

function findingLines(api: ApiReport, finding: FindingReport, kind: string, reportsDir: string): string[] {
  const source = api.requirements.find(({ id }) => id === finding.requirements[0])?.source;
  return [
    `    ${kind} ${finding.id} (${finding.level}): ${finding.summary}`,
    `      expected: ${finding.expected}`,
    `      actual:   ${finding.actual}`,
    ...(source === undefined ? [] : [`      source:   ${source}`]),
    ...(finding.since === undefined ? [] : [`      since:    ${finding.since.slice(0, 10)}`]),
    `      again:    node ${quotedPath(path.join(reportsDir, 'repeat', `${scriptName(finding.id)}.mjs`))}`,
  ];
}

/** A path as a shell takes it. */
function quotedPath(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : quoted(file);
}

function knownLines({ id, summary: text, known }: FindingReport): string[] {
  return known === undefined
    ? []
    : [
        `    known ${id}: ${text}`,
        `      ${known.owner}, until ${known.expires}${known.reason === text ? '' : `: ${known.reason}`}`,
      ];
}

function documentLines({ requirements }: ApiReport): string[] {
  const open = requirements.filter(({ flow }) => flow === 'document').length;
  return open === 0 ? [] : [`    ${open} not testable by any request; the report lists them`];
}

function leftLines({ left }: ApiReport): string[] {
  if (left === undefined) return [];
  const parts = [counted(left.sessions, 'open session'), counted(left.accounts.length, 'account')].filter(
    (part) => part !== undefined,
  );
  return [
    `    leftovers on the target: ${parts.join(' and ')}${left.accounts.length === 0 ? '' : ', listed in the report'}`,
  ];
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function reasons(what: string, all: readonly RequirementReport[]): string[] {
  return causesOf(all).map(({ reason, requirements }) => `    ${requirements.length} ${what}: ${reason}`);
}

/** The findings of earlier runs that this one has not. */
function historyLines({ history }: ConformanceReport): string[] {
  if (history?.since === undefined) return [];
  const { runs, since, gone } = history;
  const away = gone.filter(({ until }) => until !== undefined).length;
  return [
    '',
    `History: ${counted(runs, 'earlier run') ?? ''} since ${since.slice(0, 10)}; ${counted(away, 'finding') ?? 'no finding'} gone since then.`,
  ];
}

/** The outcome of `--prove`. */
function proofLines({ proof }: ConformanceReport): string[] {
  if (proof === undefined) return [];
  const { noticed, tried, possible, seed, ended, survivors } = proof;
  return [
    '',
    `Proof: the harness noticed ${noticed} of ${tried} sabotaged responses of this target (of ${possible}; --seed ${seed}).`,
    ...(ended === undefined ? [] : [`    It ended early: ${ended}`]),
    ...survivors.map(({ id, sentence, case: testCase }) => `    not noticed: ${id}: ${sentence} (${testCase})`),
  ];
}
