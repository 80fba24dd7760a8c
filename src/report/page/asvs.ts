/** The coverage of OWASP ASVS 5.0, chapters V6, V7 and V9. */
import type { AsvsEntry, ConformanceReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { plural } from './words.ts';

/** The table; undefined for a report of an earlier edition. */
export function asvsSection({ asvs }: ConformanceReport): Html | undefined {
  if (asvs === undefined || asvs.length === 0) return undefined;
  const here = asvs.filter(({ place }) => place === 'here');
  const tested = here.filter((each) => each.tested > 0);
  return html`<section id="asvs" aria-labelledby="asvs/title">
    <h2 id="asvs/title">OWASP ASVS 5.0</h2>
    <p class="quiet intro">
      Authentication (V6), sessions (V7) and self-contained tokens (V9): this run tested ${tested.length} of
      ${plural(asvs.length, 'entry').replace('entrys', 'entries')}, each as far as a client sees it.
    </p>
    <details>
      <summary>Each entry</summary>
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Entry</th>
            <th role="columnheader" scope="col">About</th>
            <th role="columnheader" scope="col">Tested</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${asvs.map(
            (each) =>
              html`<tr role="row">
                <td role="cell" data-label="Entry">${each.id}</td>
                <td role="cell" data-label="About">${each.subject}</td>
                <td role="cell" data-label="Tested">${where(each)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}

function where({ place, requirements, tested, violated }: AsvsEntry): string {
  if (place !== 'here') return places[place];
  if (tested === 0) return `here, but not in this run (${plural(requirements, 'requirement')})`;
  const held = violated === 0 ? 'none violated' : `${violated} violated`;
  return `here: ${tested} of ${plural(requirements, 'requirement')}, ${held}`;
}

const places = {
  documents: 'elsewhere: by a review of the documentation',
  browser: 'elsewhere: in a browser',
  operation: 'elsewhere: the tested contracts have no such operation or feature',
  inside: 'not testable from outside',
} as const;
