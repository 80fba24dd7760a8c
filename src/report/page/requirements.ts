/** The list of all requirements, API by API. */
import type { RequirementReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, linkTo, requirementAnchor } from './subject.ts';
import type { Subject } from './subject.ts';
import { badge, capital, levelTag, plural, prose, say } from './words.ts';

/** Every requirement with its verdict. */
export function requirementSection(subjects: readonly Subject[]): Html {
  return html`<section id="requirements" aria-labelledby="requirements/title">
    <h2 id="requirements/title">Requirements</h2>
    ${subjects.map(list)}
    <p class="nothing" hidden>No requirement matches the filters.</p>
  </section>`;
}

/** The requirements of an API; those that it meets are folded. */
function list(subject: Subject): Content[] {
  const { api, name } = subject;
  const passed = api.requirements.filter(({ verdict }) => verdict === 'passed');
  const others = api.requirements.filter(({ verdict }) => verdict !== 'passed');
  return [
    html`<h3>${name} <span class="quiet">${plural(api.requirements.length, 'requirement')}</span></h3>`,
    others.length > 0 && table(subject, others, `Requirements of ${name} that did not pass`),
    passed.length > 0 &&
      html`<details class="passed-rows">
        <summary>${plural(passed.length, 'passed requirement')}</summary>
        ${table(subject, passed, `Passed requirements of ${name}`)}
      </details>`,
  ];
}

function table(subject: Subject, requirements: readonly RequirementReport[], caption: string): Html {
  return html`<table class="requirements">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Verdict</th>
        <th scope="col">Requirement</th>
        <th scope="col" class="wide">Level</th>
        <th scope="col" class="wide">Flow</th>
        <th scope="col" class="wide source">Source</th>
      </tr>
    </thead>
    <tbody>
      ${requirements.map((requirement) => row(subject, requirement))}
    </tbody>
  </table>`;
}

function row(subject: Subject, requirement: RequirementReport): Html {
  const { id, level, flow, family, statement, source, reading, verdict, reason, known } = requirement;
  const findings = subject.api.findings.filter((finding) => finding.requirements.includes(id));
  return html`<tr
    id="${requirementAnchor(subject, id)}"
    data-api="${subject.key}"
    data-flow="${flow}"
    data-level="${level}"
    data-verdict="${verdict}"
    tabindex="-1"
  >
    <td>${badge(verdict)}</td>
    <td>
      ${prose(capital(statement))}
      <div class="id">${id}</div>
      ${reading === undefined ? '' : html`<div class="note"><span class="label">Interpretation</span> ${prose(reading)}</div>`}
      ${reason === undefined ? '' : html`<div class="note"><span class="label">Reason</span> ${prose(reason)}</div>`}
      ${
        known === undefined
          ? ''
          : html`<div class="note">
              <span class="label">Known deviation</span> ${known.reason} (${known.owner}, until ${known.expires})
            </div>`
      }
      ${findings.map(
        (finding) =>
          html`<div class="note">
            <span class="label">Finding</span> <a href="${linkTo(findingAnchor(subject, finding))}">${finding.id}</a>
          </div>`,
      )}
      <div class="narrow note">${[level, say(flow), source ?? ''].filter((each) => each !== '').join(' · ')}</div>
    </td>
    <td class="wide">${levelTag(level)}</td>
    <td class="wide">${say(flow)}${family === undefined ? '' : html`<div class="quiet">${family}</div>`}</td>
    <td class="wide source">${source ?? ''}</td>
  </tr>`;
}
