/** Reports a run to GitHub Actions: annotations of its findings, and a summary of the job. */
import { appendFileSync } from 'node:fs';
import type { ApiReport, ConformanceReport, FindingReport } from '../generated/conformance.ts';
import { gitHubActions } from '../settings/settings.ts';
import { moreTexts, resultHeading, resultText } from '../words/results.ts';
import { resultIn } from './result.ts';
import { printable } from '../core/printable.ts';

/** Maximum number of annotations that GitHub shows for a step. */
const mostAnnotations = 10;
/** Maximum number of findings in the summary, whose size is limited to a megabyte. */
const mostRows = 100;

/** Writes annotations and summary, when run by GitHub Actions. */
export function tellGitHub(report: ConformanceReport): void {
  const gitHub = gitHubActions();
  if (gitHub === undefined) return;
  for (const line of annotations(report)) console.log(line);
  if (gitHub.summaryFile !== undefined) appendFileSync(gitHub.summaryFile, jobSummary(report));
}

/** One workflow command for each finding that fails the run, and for each other reason. */
export function annotations(report: ConformanceReport): string[] {
  const findings = report.apis.flatMap((api) => api.findings.filter(({ gating }) => gating));
  const shown = findings
    .slice(0, mostAnnotations - 1)
    .map((finding) =>
      command(
        `${finding.id}: ${finding.requirements[0]}`,
        `${finding.summary}\nexpected: ${finding.expected}\nactual: ${finding.actual}`,
      ),
    );
  const rest = [
    ...(report.untested === undefined ? [] : [resultText({ result: resultIn(report), why: report.untested })]),
    ...(report.problems ?? []),
    ...(findings.length > shown.length ? [`${findings.length - shown.length} more findings`] : []),
  ];
  return rest.length === 0 ? shown : [...shown, command('Conformance', rest.join('\n'))];
}

/** A workflow command, escaped as https://github.com/actions/toolkit escapes it (packages/core/src/command.ts). */
function command(title: string, message: string): string {
  const data = (text: string): string =>
    printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = data(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::error title=${property}::${data(message)}`;
}

const marks = { conforms: '✅', 'does-not-conform': '❌', 'could-not-be-tested': '⚠️' } as const;

/** The summary of a job in Markdown, with text of the target escaped. */
export function jobSummary(report: ConformanceReport): string {
  const result = resultIn(report);
  const findings = report.apis.flatMap((api) => api.findings);
  const groups: [string, FindingReport[]][] = [
    ['Findings', findings.filter(({ gating }) => gating)],
    ['Known deviations', findings.filter(({ known }) => known !== undefined)],
    ['Warnings', findings.filter(({ gating, known }) => !gating && known === undefined)],
  ];
  return [
    `## ${marks[result]} ${resultHeading(report.coverage === undefined ? { result } : { result, coverage: report.coverage })}`,
    ...(result === 'conforms' && report.coverage !== undefined
      ? moreTexts(report.coverage).map((each) => `\n- ${text(each)}`)
      : []),
    ...(report.untested === undefined ? [] : ['', text(report.untested)]),
    ...(report.incomplete === undefined ? [] : ['', `Incomplete: ${text(report.incomplete)}`]),
    ...(report.problems ?? []).map((problem) => `\n- ${text(problem)}`),
    '',
    '| API | target | passed | failed | warned | blocked | not testable | error |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...report.apis.map(apiRow),
    ...groups.flatMap(([title, own]) => findingTable(title, own)),
    '',
    '',
  ].join('\n');
}

function apiRow({ id, target, counts }: ApiReport): string {
  const numbers = [counts.passed, counts.failed, counts.warned, counts.blocked, counts['not-testable'], counts.error];
  return row([text(id), text(target), ...numbers.map(String)]);
}

function findingTable(title: string, findings: readonly FindingReport[]): string[] {
  if (findings.length === 0) return [];
  return [
    '',
    `### ${title} (${findings.length})`,
    '',
    '| finding | requirement | summary | expected | actual |',
    '| --- | --- | --- | --- | --- |',
    ...findings
      .slice(0, mostRows)
      .map(({ id, requirements, summary, expected, actual, known }) =>
        row([
          text(id),
          text(requirements[0]),
          text(known === undefined ? summary : `${summary} (${known.owner}, until ${known.expires}: ${known.reason})`),
          text(expected),
          text(actual),
        ]),
      ),
    ...(findings.length > mostRows ? ['', `${findings.length - mostRows} more are in conformance.html.`] : []),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Escapes text for Markdown and HTML: all special characters become character references. */
function text(raw: string): string {
  return printable(raw).replace(/[^\p{L}\p{N} ,;‹›…“”–]/gu, (character) =>
    /\s/.test(character) ? ' ' : `&#${character.codePointAt(0) ?? 0};`,
  );
}
