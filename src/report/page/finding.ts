/** One finding: requirement, expected and actual response, exchanges, and how to reproduce it. */
import type { ConformanceReport, FindingReport, RequirementReport } from '../../generated/conformance.ts';
import { conversation } from './conversation.ts';
import { difference } from './diff.ts';
import type { Stretch } from './diff.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { repeat } from './repeat.ts';
import { findingAnchor, linkTo, requirementAnchor, requirementsOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { stepName } from '../../words/names.ts';
import { badge, capital, day, folded, levelTag, plural, prose, say, weight } from './words.ts';

/** The amount of evidence that fits on the page. */
export interface Room {
  /** Maximum number of cases of one finding. */
  readonly conversations: number;
  /** Maximum number of characters of one body. */
  readonly longestBody: number;
}

type Runner = ConformanceReport['runner'];

/** A finding as an article. @param runner what executed its cases */
export function findingArticle(subject: Subject, finding: FindingReport, room: Room, runner: Runner): Html {
  const requirements = requirementsOf(subject, finding);
  const flows = [...new Set(requirements.map(({ flow }) => flow))];
  const levels = [...new Set(requirements.map(({ level }) => level))];
  const id = findingAnchor(subject, finding);
  return html`<article
    class="finding ${weight(finding)}"
    id="${id}"
    aria-labelledby="${id}/title"
    data-api="${subject.key}"
    data-flow="${flows.join(' ')}"
    data-level="${levels.join(' ')}"
    data-verdict="${weight(finding)}"
  >
    <p class="eyebrow">
      ${badge(weight(finding))} <span>${subject.name}</span>
      <span>${flows.map(say).join(', ')}</span> ${levelTag(finding.level)}
      <a href="${linkTo(id)}" class="id">${finding.id}</a>
    </p>
    <h3 id="${id}/title">${titleOf(finding)}</h3>
    ${comparison(finding)} ${facts(subject, finding, requirements)} ${evidence(finding, room)}
    ${repeat(finding, runner)}
  </article>`;
}

/** The title of a finding; an operation keeps its name as it is. */
export function titleOf({ summary, operation }: FindingReport): Content[] {
  return prose(
    operation !== undefined && summary.startsWith(`${operation} `)
      ? `\`${operation}\`${summary.slice(operation.length)}`
      : capital(summary),
  );
}

function comparison({ expected, actual }: FindingReport): Html {
  const [left, right] = difference(expected, actual);
  return html`<dl class="difference">
    <div class="expected">
      <dt>Expected</dt>
      <dd>${left.length === 1 ? prose(expected) : marked(left)}</dd>
    </div>
    <div class="actual">
      <dt>Actual</dt>
      <dd>${marked(right)}</dd>
    </div>
  </dl>`;
}

function marked(stretches: readonly Stretch[]): Content[] {
  return stretches.map(({ text, same }) => (same ? text : html`<mark>${text}</mark>`));
}

function facts(subject: Subject, finding: FindingReport, requirements: readonly RequirementReport[]): Html {
  const [first, ...others] = requirements;
  const { known } = finding;
  const unjudged = blockedBeside(subject, finding);
  return html`<dl class="facts">
    ${known === undefined ? '' : fact('Known', `${known.reason} (${known.owner}, until ${known.expires})`)}
    ${finding.since === undefined ? '' : fact('Since', day(finding.since))}
    ${first?.source === undefined ? '' : fact('Source', cited(first.source, finding.quote))}
    ${first?.reading === undefined ? '' : fact('Interpretation', prose(first.reading))} ${fact('Where', place(finding))}
    ${first === undefined ? '' : fact('Requirement', statement(subject, first))}
    ${others.length === 0 ? '' : fact('Also violates', otherRequirements(subject, others))}
    ${unjudged.length === 0 ? '' : fact('Not judged', otherRequirements(subject, unjudged))}
  </dl>`;
}

/** The place in the document, and its text. */
function cited(source: string, quote: string | undefined): Content[] {
  return [html`<code>${source}</code>`, quote === undefined ? '' : html`<pre class="quote">${quote}</pre>`];
}

/** The blocked requirements of the operation of a finding. */
function blockedBeside({ api }: Subject, { operation }: FindingReport): RequirementReport[] {
  return api.requirements.filter(
    ({ id, verdict }) => verdict === 'blocked' && operation !== undefined && id.startsWith(`${api.id}/${operation}/`),
  );
}

function fact(name: string, value: Content): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function place({ operation, step, pointer }: FindingReport): Content[] {
  return [
    operation === undefined ? 'the response' : html`the response of <code>${operation}</code>`,
    step === undefined || step === operation ? '' : html`, to ${stepName(step)}`,
    pointer === '' ? '' : html`, at <code>${pointer}</code>`,
  ];
}

function requirementLink(subject: Subject, { id }: RequirementReport): Html {
  return html`<a href="${linkTo(requirementAnchor(subject, id))}">${id}</a>`;
}

function statement(subject: Subject, requirement: RequirementReport): Content[] {
  return [
    ...prose(capital(requirement.statement)),
    html` <span class="quiet">${requirementLink(subject, requirement)}</span>`,
  ];
}

function otherRequirements(subject: Subject, others: readonly RequirementReport[]): Html {
  const list = html`<ul>
    ${others.map(
      (each) =>
        html`<li>
          ${prose(capital(each.statement))}
          <span class="quiet"
            >${requirementLink(subject, each)}${each.source === undefined ? '' : `, ${each.source}`}</span
          >
        </li>`,
    )}
  </ul>`;
  return folded(list, others.length, 3, 'more requirement');
}

function evidence(finding: FindingReport, room: Room): Content[] {
  const { pointer, step } = finding;
  const shown = finding.evidence.slice(0, room.conversations);
  const left = finding.evidence.length - shown.length;
  return [
    ...shown.map((each, index) =>
      conversation(each, { pointer, step: index === 0 ? step : undefined, longestBody: room.longestBody }),
    ),
    left === 0 ? '' : html`<p class="quiet">${plural(left, 'more exchange log')} in conformance.json.</p>`,
  ];
}
