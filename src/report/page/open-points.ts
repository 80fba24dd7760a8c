/** Requirements that were not tested, with the remedy, and contradictions of the API document. */
import { grouped } from '../../core/grouped.ts';
import type { RequirementReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { linkTo, requirementAnchor } from './subject.ts';
import type { Subject } from './subject.ts';
import { table } from './table.ts';
import { capital, folded, prose, say } from './words.ts';

interface Gap {
  readonly reason: string;
  readonly subject: Subject;
  readonly requirements: readonly RequirementReport[];
}

/** The requirements that are not testable, by reason; undefined without any. */
export function gapSection(subjects: readonly Subject[]): Html | undefined {
  const gaps = subjects.flatMap(gapsOf);
  if (gaps.length === 0) return undefined;
  const settable = gaps.filter(isSettable);
  const others = gaps.filter((gap) => !settable.includes(gap));
  return html`<section id="not-testable" aria-labelledby="not-testable/title">
    <h2 id="not-testable/title">Not testable</h2>
    ${settable.length === 0 ? '' : gapTable('A setting changes this', settable)}
    ${others.length === 0 ? '' : gapTable('No setting changes this', others)}
  </section>`;
}

/** Whether a setting would make it testable. */
function isSettable({ requirements }: Gap): boolean {
  return requirements.some(({ settings }) => settings !== undefined);
}

function gapsOf(subject: Subject): Gap[] {
  const open = subject.api.requirements.filter(({ verdict }) => verdict === 'not-testable');
  const groups = grouped(open, ({ reason = 'No reason is known.' }) => reason);
  return [...groups].map(([reason, requirements]) => ({ reason, subject, requirements }));
}

function gapTable(caption: string, gaps: readonly Gap[]): Html {
  return table(
    { caption, kind: 'gaps' },
    ['Reason', 'Requirements'],
    gaps.map(({ reason, subject, requirements }) => [
      html`${prose(capital(reason))}
        <div class="quiet">${subject.name}</div>`,
      list(subject, requirements),
    ]),
  );
}

function list(subject: Subject, requirements: readonly RequirementReport[]): Html {
  const items = html`<ul>
    ${requirements.map(
      ({ id, flow, statement }) =>
        html`<li>
          <a href="${linkTo(requirementAnchor(subject, id))}">${prose(capital(statement))}</a
          >${flow === 'document' ? '' : html` <span class="quiet">${say(flow)}</span>`}
        </li>`,
    )}
  </ul>`;
  return folded(items, requirements.length, 3, 'requirement');
}

/** The contradictions of the API document; undefined without any. */
export function defectSection(subjects: readonly Subject[]): Html | undefined {
  const defective = subjects.filter(
    ({ api }, index) => api.defects.length > 0 && subjects.findIndex((each) => each.api.id === api.id) === index,
  );
  if (defective.length === 0) return undefined;
  return html`<section id="document" aria-labelledby="document/title">
    <h2 id="document/title">Defects of the API documents</h2>
    <p class="quiet intro">
      Places where an API document contradicts itself or is unclear, and the interpretation of the harness.
    </p>
    ${defective.map(({ api }) =>
      table(
        { caption: api.title, kind: 'defects' },
        ['Source', 'Contradiction', 'Interpretation'],
        api.defects.map(({ source, statement, reading }) => [
          html`<span class="source">${source}</span>`,
          prose(statement),
          prose(reading),
        ]),
      ),
    )}
  </section>`;
}
