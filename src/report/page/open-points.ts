/** What was not tested and what would change that, and where the document contradicts itself. */
import type { RequirementReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { linkTo, requirementAnchor } from './subject.ts';
import type { Subject } from './subject.ts';
import { capital, plural, prose } from './words.ts';

interface Gap {
  readonly reason: string;
  readonly subject: Subject;
  readonly requirements: readonly RequirementReport[];
}

/** What was not testable, by what would change it; undefined without any. */
export function gapSection(subjects: readonly Subject[]): Html | undefined {
  const gaps = subjects.flatMap(gapsOf);
  if (gaps.length === 0) return undefined;
  const settable = gaps.filter(({ reason }) => /\bTARGET_[A-Z]/.test(reason));
  const others = gaps.filter((gap) => !settable.includes(gap));
  return html`<section id="not-testable" aria-labelledby="not-testable/title">
    <h2 id="not-testable/title">Not testable</h2>
    ${settable.length === 0 ? '' : table('A setting changes this', settable)}
    ${others.length === 0 ? '' : table('No setting changes this', others)}
  </section>`;
}

function gapsOf(subject: Subject): Gap[] {
  const groups = new Map<string, RequirementReport[]>();
  for (const each of subject.api.requirements) {
    if (each.verdict !== 'not-testable') continue;
    const reason = each.reason ?? 'No reason is known.';
    groups.set(reason, [...(groups.get(reason) ?? []), each]);
  }
  return [...groups].map(([reason, requirements]) => ({ reason, subject, requirements }));
}

function table(caption: string, gaps: readonly Gap[]): Html {
  return html`<table class="gaps">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Why</th>
        <th scope="col">Requirements</th>
      </tr>
    </thead>
    <tbody>
      ${gaps.map(
        ({ reason, subject, requirements }) =>
          html`<tr>
            <td>
              ${prose(capital(reason))}
              <div class="quiet">${subject.name}</div>
            </td>
            <td>${list(subject, requirements)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function list(subject: Subject, requirements: readonly RequirementReport[]): Html {
  const items = html`<ul>
    ${requirements.map(
      ({ id, statement }) =>
        html`<li><a href="${linkTo(requirementAnchor(subject, id))}">${prose(capital(statement))}</a></li>`,
    )}
  </ul>`;
  if (requirements.length <= 3) return items;
  return html`<details>
    <summary>${plural(requirements.length, 'requirement')}</summary>
    ${items}
  </details>`;
}

/** The document's own defects; undefined without any. */
export function defectSection(subjects: readonly Subject[]): Html | undefined {
  const defective = subjects.filter(
    ({ api }, index) => api.defects.length > 0 && subjects.findIndex((each) => each.api.id === api.id) === index,
  );
  if (defective.length === 0) return undefined;
  return html`<section id="document" aria-labelledby="document/title">
    <h2 id="document/title">Defects of the documents</h2>
    <p class="quiet intro">Where a document contradicts itself or leaves something open, and how it is read here.</p>
    ${defective.map(
      ({ api }) =>
        html`<table class="defects">
          <caption>
            ${api.title}
          </caption>
          <thead>
            <tr>
              <th scope="col">Document</th>
              <th scope="col">It says</th>
              <th scope="col">Read as</th>
            </tr>
          </thead>
          <tbody>
            ${api.defects.map(
              ({ source, statement, reading }) =>
                html`<tr>
                  <td class="source">${source}</td>
                  <td>${prose(statement)}</td>
                  <td>${prose(reading)}</td>
                </tr>`,
            )}
          </tbody>
        </table>`,
    )}
  </section>`;
}
