/** The comparison with an earlier report, or of two targets. */
import type { FindingReport } from '../../generated/conformance.ts';
import { kinds, sidesOf } from '../compare.ts';
import type { ApiComparison, Comparison, VerdictChange } from '../compare.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, linkTo, requirementAnchor, targetName } from './subject.ts';
import type { Subject } from './subject.ts';
import { badge, capital, none, plural, prose } from './words.ts';

/** The comparison of all APIs. */
export function comparisonSection(comparison: Comparison, subjects: readonly Subject[]): Html {
  const when = comparison.earlierStartedAt.slice(0, 16).replace('T', ' at ');
  return html`<section id="comparison" aria-labelledby="comparison/title">
    <h2 id="comparison/title">
      Compared with the run of <time datetime="${comparison.earlierStartedAt}">${when} UTC</time>
    </h2>
    ${comparison.apis.map((api) => apiComparison(api, subjects))}
    ${comparison.onlyEarlier.map((name) => html`<p>${name}: only in the earlier report.</p>`)}
    ${comparison.onlyNow.map((name) => html`<p>${name}: only in this report.</p>`)}
  </section>`;
}

function apiComparison(api: ApiComparison, subjects: readonly Subject[]): Html {
  const subject = subjects.find((each) => each.api.id === api.api && each.api.target === api.target);
  const same = api.earlierTarget === api.target;
  const empty = kinds.every((kind) => api[kind].length === 0);
  return html`<section class="compared">
    <h3>
      ${api.title}${same ? '' : html` <span class="quiet">${targetName(api.target)} compared with ${targetName(api.earlierTarget)}</span>`}
    </h3>
    ${empty ? html`<p>No findings in either report.</p>` : html`<dl class="sides">${kinds.map((kind) => side(api, kind, subject))}</dl>`}
    ${api.changes.length === 0 ? html`<p class="quiet">Every requirement has the same verdict in both.</p>` : changes(api, subject)}
  </section>`;
}

function side(api: ApiComparison, kind: (typeof kinds)[number], subject: Subject | undefined): Content {
  const findings = api[kind];
  if (kind === 'unclear' && findings.length === 0) return '';
  const here = kind === 'added' || kind === 'unchanged' ? subject : undefined;
  return html`<div class="${kind}">
    <dt>${capital(sidesOf(api)[kind])} <strong>${findings.length}</strong></dt>
    <dd>
      ${
        findings.length === 0
          ? none
          : html`<ul>
              ${findings.map((each) => html`<li>${named(each, here)}</li>`)}
            </ul>`
      }
    </dd>
  </div>`;
}

function named(finding: FindingReport, subject: Subject | undefined): Content[] {
  const id =
    subject === undefined
      ? html`<span class="id">${finding.id}</span>`
      : html`<a class="id" href="${linkTo(findingAnchor(subject, finding))}">${finding.id}</a>`;
  return [...prose(finding.summary), ' ', id];
}

function changes(api: ApiComparison, subject: Subject | undefined): Html {
  const same = api.earlierTarget === api.target;
  return html`<details>
    <summary>${plural(api.changes.length, 'requirement')} with another verdict</summary>
    <table class="changes">
      <caption class="unseen">
        Requirements of ${api.title} with another verdict
      </caption>
      <thead>
        <tr>
          <th scope="col">Requirement</th>
          <th scope="col">${same ? 'Earlier' : targetName(api.earlierTarget)}</th>
          <th scope="col">${same ? 'Now' : targetName(api.target)}</th>
        </tr>
      </thead>
      <tbody>
        ${api.changes.map((change) => changeRow(change, subject))}
      </tbody>
    </table>
  </details>`;
}

function changeRow({ id, statement, earlier, now }: VerdictChange, subject: Subject | undefined): Html {
  const linked = subject !== undefined && now !== undefined;
  return html`<tr>
    <td>
      ${prose(capital(statement))}
      <div class="id">${linked ? html`<a href="${linkTo(requirementAnchor(subject, id))}">${id}</a>` : id}</div>
    </td>
    <td>${earlier === undefined ? 'absent' : badge(earlier)}</td>
    <td>${now === undefined ? 'absent' : badge(now)}</td>
  </tr>`;
}
