/** The findings of earlier runs and of this one: what came, what went, and when. */
import type { ConformanceReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, findingsOf, linkTo } from './subject.ts';
import type { Subject } from './subject.ts';
import { table } from './table.ts';
import { titleOf } from './finding.ts';
import { capital, day, folded, plural, prose } from './words.ts';

/** More findings than this are folded. */
const mostShown = 12;

/** The section; undefined without a history. */
export function historySection({ history }: ConformanceReport, subjects: readonly Subject[]): Html | undefined {
  if (history === undefined) return undefined;
  const { runs, since, gone } = history;
  const sinceDay = (begun: string | undefined): Content => (begun === undefined ? '' : day(begun));
  const rows: Content[][] = [
    ...findingsOf(subjects)
      .sort((a, b) => (b.finding.since ?? '').localeCompare(a.finding.since ?? ''))
      .map(({ subject, finding }) => [
        html`${titleOf(finding)} <a class="id" href="${linkTo(findingAnchor(subject, finding))}">${finding.id}</a>`,
        sinceDay(finding.since),
        'still there',
      ]),
    ...[...gone]
      .sort((a, b) => (b.until ?? '').localeCompare(a.until ?? ''))
      .map(({ id, summary, since: begun, until }) => [
        html`${prose(capital(summary))} <span class="id">${id}</span>`,
        sinceDay(begun),
        until === undefined ? 'not judged again' : html`gone on ${day(until)}`,
      ]),
  ];
  return html`<section id="history" aria-labelledby="history/title">
    <h2 id="history/title">History</h2>
    <p class="quiet intro">
      ${since === undefined ? 'This is the first run of this history.' : html`${plural(runs, 'earlier run')} since ${day(since)}.`}
      A finding is gone when its requirements were judged again and it did not occur.
    </p>
    ${rows.length === 0 ? html`<p>No run has found anything.</p>` : tableOf(rows)}
  </section>`;
}

function tableOf(rows: readonly (readonly Content[])[]): Html {
  const look = { caption: 'Findings, and when they occurred', isUnseen: true } as const;
  return folded(table(look, ['Finding', 'Since', 'Until'], rows), rows.length, mostShown, 'finding');
}
