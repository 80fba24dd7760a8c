/** The list of all requirements, one table for each API. */
import type { RequirementReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { findingAnchor, linkTo, requirementAnchor } from './subject.ts';
import type { Subject } from './subject.ts';
import { badge, capital, levelTag, plural, prose, say } from './words.ts';

/** Every requirement with its verdict. */
export function requirementSection(subjects: readonly Subject[]): Html {
  return html`<section id="requirements" aria-labelledby="requirements/title">
    <h2 id="requirements/title">Requirements</h2>
    ${subjects.map(table)}
    <p class="nothing" hidden>No requirement matches the filters.</p>
  </section>`;
}

function table(subject: Subject): Html {
  const { api, name } = subject;
  return html`<table class="requirements">
    <caption>
      ${name}
      <span class="quiet">${plural(api.requirements.length, 'requirement')}</span>
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
      ${api.requirements.map((requirement) => row(subject, requirement))}
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
