/** The findings of earlier runs and of this one: what came, what went, and when. */
import type { ConformanceReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, linkTo } from './subject.ts';
import type { Subject } from './subject.ts';
import { titleOf } from './finding.ts';
import { capital, day, plural, prose } from './words.ts';

/** More findings than this are folded. */
const mostShown = 12;

/** The section; undefined without a history. */
export function historySection({ history }: ConformanceReport, subjects: readonly Subject[]): Html | undefined {
  if (history === undefined) return undefined;
  const { runs, since, gone } = history;
  const here = subjects.flatMap((subject) => subject.api.findings.map((finding) => ({ subject, finding })));
  const rows = [
    ...here
      .sort((a, b) => (b.finding.since ?? '').localeCompare(a.finding.since ?? ''))
      .map(({ subject, finding }) =>
        row(
          [
            ...titleOf(finding),
            html` <a class="id" href="${linkTo(findingAnchor(subject, finding))}">${finding.id}</a>`,
          ],
          finding.since,
          'still there',
        ),
      ),
    ...[...gone]
      .sort((a, b) => (b.until ?? '').localeCompare(a.until ?? ''))
      .map(({ id, summary, since: begun, until }) =>
        row(
          [...prose(capital(summary)), html` <span class="id">${id}</span>`],
          begun,
          until === undefined ? 'not judged again' : html`gone on ${day(until)}`,
        ),
      ),
  ];
  return html`<section id="history" aria-labelledby="history/title">
    <h2 id="history/title">History</h2>
    <p class="quiet intro">
      ${since === undefined ? 'This is the first run of this history.' : html`${plural(runs, 'earlier run')} since ${day(since)}.`}
      A finding is gone when its requirements were judged again and it did not occur.
    </p>
    ${rows.length === 0 ? html`<p>No run has found anything.</p>` : table(rows)}
  </section>`;
}

function table(rows: readonly Html[]): Html {
  const all = html`<table class="stacked" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Finding</th>
        <th role="columnheader" scope="col">Since</th>
        <th role="columnheader" scope="col">Until</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
  if (rows.length <= mostShown) return all;
  return html`<details>
    <summary>${plural(rows.length, 'finding')}</summary>
    ${all}
  </details>`;
}

function row(finding: Content, since: string | undefined, until: Content): Html {
  return html`<tr role="row">
    <td role="cell" data-label="Finding">${finding}</td>
    <td role="cell" data-label="Since">${since === undefined ? '' : day(since)}</td>
    <td role="cell" data-label="Until">${until}</td>
  </tr>`;
}
