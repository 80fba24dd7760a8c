/** A grid for each API: flows by families, with a cell for each requirement that links to its row. */
import { families } from '../../plan/model.ts';
import type { RequirementReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { apiAnchor, findingAnchor, linkTo, requirementAnchor, targetName } from './subject.ts';
import type { Subject } from './subject.ts';
import { badge, capital, flows, plural, resultMark, say, symbol, verdicts } from './words.ts';
import { resultName } from '../../words/results.ts';
import { resultIn } from '../result.ts';

/** The grids of all APIs. */
export function pictureSection(subjects: readonly Subject[]): Html {
  return html`<section id="picture" aria-labelledby="picture/title">
    <h2 id="picture/title">At a glance</h2>
    <p class="quiet intro">
      Each cell is one requirement and links to it or to its finding. Arrow keys move between the cells of a grid.
    </p>
    ${subjects.map(picture)}
  </section>`;
}

const classes = { conforms: 'good', 'does-not-conform': 'bad', 'could-not-be-tested': 'open' } as const;

function inSentence(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function picture(subject: Subject): Html {
  const { api, name } = subject;
  const id = apiAnchor(subject);
  const present = verdicts.filter((verdict) => api.counts[verdict] > 0);
  return html`<section class="api" id="${id}" aria-labelledby="${id}/title">
    <h3 id="${id}/title">
      <span class="${classes[resultIn(api)]}" aria-hidden="true">${resultMark(resultIn(api))}</span> ${name}
      <span class="outcome">${inSentence(resultName({ result: resultIn(api) }))}</span>
    </h3>
    <p class="quiet">
      ${targetName(api.target)} · ${plural(api.requirements.length, 'requirement')}:
      ${present.map((verdict) => html`<span class="count">${badge(verdict)} ${api.counts[verdict]}</span> `)}
    </p>
    ${table(subject)}
  </section>`;
}

/** The roles are explicit, so that the table remains one for readers when narrow screens change its layout. */
function table(subject: Subject): Html {
  const { requirements } = subject.api;
  const columns = families.filter((family) => requirements.some((each) => each.family === family));
  const rows = flows.filter((flow) => flow !== 'document' && requirements.some((each) => each.flow === flow));
  const untested = requirements.filter(({ family }) => family === undefined);
  return html`<table class="picture" role="table">
    <caption class="unseen">
      Requirements of ${subject.name} by flow and family
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Flow</th>
        ${columns.map((family) => html`<th role="columnheader" scope="col">${capital(family)}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (flow) =>
          html`<tr role="row">
            <th role="rowheader" scope="row">${capital(say(flow))}</th>
            ${columns.map((family) => {
              const own = requirements.filter((each) => each.flow === flow && each.family === family);
              return html`<td role="cell" data-family="${family}">${cells(subject, own)}</td>`;
            })}
          </tr>`,
      )}
      ${
        untested.length === 0
          ? ''
          : html`<tr role="row">
              <th role="rowheader" scope="row">Document</th>
              <td role="cell" colspan="${columns.length}" data-family="not testable by a request">
                ${cells(subject, untested)}
              </td>
            </tr>`
      }
    </tbody>
  </table>`;
}

function cells(subject: Subject, requirements: readonly RequirementReport[]): Content[] {
  return requirements.map(({ id, verdict, statement }) => {
    const label = `${say(verdict)}: ${statement}`;
    const finding = subject.api.findings.find(({ requirements: broken }) => broken.includes(id));
    return html`<a
      class="cell ${verdict}"
      href="${linkTo(finding === undefined ? requirementAnchor(subject, id) : findingAnchor(subject, finding))}"
      title="${label}"
      aria-label="${label}"
      >${symbol(verdict)}</a
    >`;
  });
}
