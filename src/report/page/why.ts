/** The most important findings of a target that does not conform. */
import { levels } from '../../contract/model.ts';
import type { FindingReport } from '../../generated/conformance.ts';
import { causesOf } from '../causes.ts';
import { titleOf } from './finding.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, findingsOf, linkTo, requirementAnchor, requirementsOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { capital, plural, prose, say } from './words.ts';

const mostReasons = 5;

/** The findings that fail the run, the most binding and largest first, and the requirements that were not judged. */
export function why(subjects: readonly Subject[]): Content[] {
  const findings = findingsOf(subjects)
    .filter(({ finding }) => finding.gating)
    .sort((a, b) => rank(a.finding) - rank(b.finding));
  const more = findings.length - mostReasons;
  return [
    list(
      `${plural(findings.length, 'finding')}: ${findings.length === 1 ? 'a requirement' : 'requirements'} that the target violates`,
      findings.slice(0, mostReasons).map(({ subject, finding }) => reason(subject, finding)),
    ),
    more > 0 && html`<p class="more"><a href="#findings">${plural(more, 'more finding')}</a></p>`,
    list('Requirements that were not judged', subjects.flatMap(unjudged)),
  ];
}

function list(title: string, items: readonly Content[]): Content {
  return (
    items.length > 0 &&
    html`<h2>${title}</h2>
      <ul class="why">
        ${items}
      </ul>`
  );
}

function rank({ level, requirements }: FindingReport): number {
  return levels.indexOf(level) * 10_000 - requirements.length;
}

function reason(subject: Subject, finding: FindingReport): Html {
  const [first] = requirementsOf(subject, finding);
  const broken = finding.requirements.length;
  return html`<li>
    <a href="${linkTo(findingAnchor(subject, finding))}">${titleOf(finding)}</a>
    <span class="got">${prose(capital(finding.actual))}</span>
    <span class="quiet"
      >${[subject.name, first === undefined ? '' : say(first.flow), first?.source ?? '', broken > 1 ? `${broken} requirements` : ''].filter((each) => each !== '').join(' · ')}</span
    >
  </li>`;
}

/** Blocked requirements and errors, by what was in the way of them. */
function unjudged(subject: Subject): Content[] {
  return (['blocked', 'error'] as const).flatMap((verdict) => {
    const own = subject.api.requirements.filter((each) => each.verdict === verdict && each.known === undefined);
    return causesOf(own).map(
      ({ reason, requirements }) =>
        html`<li>
          <a href="${linkTo(requirementAnchor(subject, requirements[0]?.id ?? ''))}"
            >${plural(requirements.length, 'requirement')}
            ${verdict === 'blocked' ? 'not judged' : 'with an error of the harness'}</a
          >
          <span class="got">${prose(reason)}</span>
          <span class="quiet">${subject.name} · ${say(verdict)}</span>
        </li>`,
    );
  });
}
