/** Undocumented parts of responses, and timings. */
import type { OperationReport, Tally, Timing } from '../../generated/conformance.ts';
import { bucketBounds } from '../operations.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import type { Subject } from './subject.ts';
import { table } from './table.ts';
import { milliseconds, none, plural } from './words.ts';

/** Undocumented properties and headers; undefined without any. */
export function undocumentedSection(subjects: readonly Subject[]): Html | undefined {
  const rows = subjects.flatMap(({ name, api }) =>
    (api.operations ?? [])
      .map((operation) => ({ name, operation }))
      .filter(({ operation }) => hasUndocumented(operation)),
  );
  if (rows.length === 0) return undefined;
  return html`<section id="undocumented" aria-labelledby="undocumented/title">
    <h2 id="undocumented/title">Undocumented properties and headers</h2>
    <p class="quiet intro">
      Nothing forbids them; each is something that clients may come to rely on, or that nobody meant to send.
    </p>
    ${table(
      { caption: 'Undocumented properties and headers per operation', isUnseen: true, hasRowHeadings: true },
      ['Operation', 'Properties', 'Headers'],
      rows.map(({ name, operation }) => [
        html`${operationName(operation)}
          <div class="quiet">${name}</div>`,
        tallies(operation.undocumentedMembers),
        tallies(operation.undocumentedHeaders),
      ]),
    )}
  </section>`;
}

function hasUndocumented({ undocumentedMembers, undocumentedHeaders }: OperationReport): boolean {
  return undocumentedMembers.length + undocumentedHeaders.length > 0;
}

function operationName({ id, method, path }: OperationReport): Html {
  return html`${id} <span class="path">${method} ${path}</span>`;
}

function tallies(all: readonly Tally[]): Content {
  if (all.length === 0) return none;
  return html`<ul>
    ${all.map(({ name, calls }) => html`<li><code>${name}</code> <span class="quiet">${plural(calls, 'response')}</span></li>`)}
  </ul>`;
}

/** The timings of all calls; undefined without any. */
export function timingSection(subjects: readonly Subject[]): Html | undefined {
  const rows = subjects.flatMap(({ name, api }) => (api.operations ?? []).map((operation) => ({ name, operation })));
  if (rows.length === 0) return undefined;
  return html`<section id="timings" aria-labelledby="timings/title">
    <h2 id="timings/title">Timings</h2>
    <p class="quiet intro">
      From sending to the last byte. The bars count calls that took up to 1, 2, 5, 10 ms and so on, to 10 s and longer.
    </p>
    <table class="timings" role="table">
      <caption class="unseen">
        Calls, statuses and durations per operation
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Operation</th>
          <th role="columnheader" scope="col" class="wide">Responses</th>
          <th role="columnheader" scope="col">Median</th>
          <th role="columnheader" scope="col">95 %</th>
          <th role="columnheader" scope="col" class="wide">Slowest</th>
          <th role="columnheader" scope="col">Distribution</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          ({ name, operation }) =>
            html`<tr role="row">
              <th role="rowheader" scope="row">
                ${operationName(operation)}
                <div class="quiet">${name}, ${plural(operation.calls, 'call')}</div>
              </th>
              <td role="cell" class="wide">
                ${operation.statuses.map((status) => `${status.name === 'none' ? 'no response' : status.name} × ${status.calls}`).join(', ')}
              </td>
              <td role="cell">${milliseconds(operation.timing.median)}</td>
              <td role="cell">${milliseconds(operation.timing.p95)}</td>
              <td role="cell" class="wide">${milliseconds(operation.timing.slowest)}</td>
              <td role="cell">${histogram(operation.timing)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

const bar = { width: 8, gap: 2, height: 28 };

/** A chart of a distribution, with a label in words. */
function histogram({ buckets, fastest, slowest }: Timing): Html {
  const most = Math.max(1, ...buckets);
  const width = buckets.length * (bar.width + bar.gap);
  const label = `from ${milliseconds(fastest)} to ${milliseconds(slowest)}; ${spoken(buckets)}`;
  return html`<svg
    class="histogram"
    role="img"
    aria-label="${label}"
    width="${width}"
    height="${bar.height + 1}"
    viewBox="0 0 ${width} ${bar.height + 1}"
  >
    <title>${label}</title>
    ${buckets.map((calls, index) => {
      const height = calls === 0 ? 0 : Math.max(2, Math.round((calls / most) * bar.height));
      return html`<rect
        x="${index * (bar.width + bar.gap)}"
        y="${bar.height - height}"
        width="${bar.width}"
        height="${height + 1}"
      />`;
    })}
  </svg>`;
}

function spoken(buckets: readonly number[]): string {
  return buckets
    .map((calls, index) => ({ calls, bound: bucketBounds[index] }))
    .filter(({ calls }) => calls > 0)
    .map(({ calls, bound }) => `${calls} ${bound === undefined ? 'longer' : `up to ${milliseconds(bound)}`}`)
    .join(', ');
}
