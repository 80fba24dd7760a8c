/** The top of the page: does the target conform, and what says so. */
import type { ConformanceReport, FindingReport, RequirementReport } from '../../generated/conformance.ts';
import { titleOf } from './finding.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { apiAnchor, findingAnchor, linkTo, requirementAnchor, requirementsOf, targetName } from './subject.ts';
import type { Subject } from './subject.ts';
import { badge, levels, meaning, plural, prose, say, verdicts } from './words.ts';

const mostReasons = 5;

/** The verdict with the few findings that say why. */
export function verdictSection(report: ConformanceReport, subjects: readonly Subject[]): Html {
  return html`<section
    id="verdict"
    class="${report.conforms ? 'conforms' : 'does-not-conform'}"
    aria-labelledby="verdict/title"
  >
    <h1 id="verdict/title">${headline(report, subjects)}</h1>
    <p class="run">${run(report, subjects)}</p>
    ${report.complete ? '' : html`<p class="notice">Not everything was tested: ${report.incomplete ?? 'no reason is known'}.</p>`}
    ${problems(report)} ${why(subjects)} ${legend(report)}
  </section>`;
}

function headline({ conforms, complete }: ConformanceReport, subjects: readonly Subject[]): Html {
  const targets = new Set(subjects.map(({ api }) => api.target));
  const who = targets.size === 1 ? 'The target' : 'Not every target';
  if (!conforms && targets.size > 1) return html`<span aria-hidden="true">✗</span> ${who} conforms`;
  if (!conforms) return html`<span aria-hidden="true">✗</span> The target does not conform`;
  const subject = targets.size === 1 ? 'The target conforms' : 'All targets conform';
  return html`<span aria-hidden="true">✓</span> ${subject}${complete ? '' : ', as far as it was tested'}`;
}

function run(report: ConformanceReport, subjects: readonly Subject[]): Content[] {
  const targets = [...new Set(subjects.map(({ api }) => targetName(api.target)))];
  return [
    targets.length > 3 ? `${targets.length} targets` : targets.join(', '),
    ', tested on ',
    html`<time datetime="${report.startedAt}">${report.startedAt.slice(0, 16).replace('T', ' at ')} UTC</time>`,
    ` in ${duration(report.durationMs)}. Failures count from level “${report.failOn}” up.`,
  ];
}

/** What else fails the run, such as a known deviation that no longer occurs. */
function problems({ problems: all = [] }: ConformanceReport): Content {
  if (all.length === 0) return '';
  return html`<ul class="notice">
    ${all.map((problem) => html`<li>${prose(problem)}</li>`)}
  </ul>`;
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? plural(seconds, 'second') : plural(Math.round(seconds / 60), 'minute');
}

/** The findings that count, the most binding and farthest-reaching first, and what could not be judged. */
function why(subjects: readonly Subject[]): Content {
  const findings = subjects
    .flatMap((subject) => subject.api.findings.filter(({ gating }) => gating).map((finding) => ({ subject, finding })))
    .sort((a, b) => rank(a.finding) - rank(b.finding));
  const open = subjects.flatMap(unjudged);
  if (findings.length + open.length === 0) return '';
  const more = findings.length - mostReasons;
  return html`<h2>Why</h2>
    <ol class="why">
      ${findings.slice(0, mostReasons).map(({ subject, finding }) => reason(subject, finding))}
      ${more > 0 ? html`<li class="more"><a href="#findings">${plural(more, 'more finding')}</a></li>` : ''} ${open}
    </ol>`;
}

function rank({ level, requirements }: FindingReport): number {
  return levels.indexOf(level) * 10_000 - requirements.length;
}

function reason(subject: Subject, finding: FindingReport): Html {
  const [first] = requirementsOf(subject, finding);
  return html`<li>
    <a href="${linkTo(findingAnchor(subject, finding))}">${titleOf(subject, finding)}</a>
    <span class="got">Got ${prose(finding.actual)}</span>
    <span class="quiet"
      >${[subject.name, first === undefined ? '' : say(first.flow), first?.source ?? ''].filter((each) => each !== '').join(' · ')}</span
    >
  </li>`;
}

/** What was blocked or went wrong: it keeps a target from conforming just as a failure does. */
function unjudged(subject: Subject): Content[] {
  return (['blocked', 'error'] as const).flatMap((verdict) => {
    const own = subject.api.requirements.filter((each) => each.verdict === verdict);
    const [first] = own;
    if (first === undefined) return [];
    return [
      html`<li>
        <a href="${linkTo(requirementAnchor(subject, first.id))}"
          >${plural(own.length, 'requirement')}
          ${verdict === 'blocked' ? 'could not be judged' : 'met an error of the harness'}</a
        >
        <span class="got">${prose(commonest(own))}</span>
        <span class="quiet">${subject.name} · ${say(verdict)}</span>
      </li>`,
    ];
  });
}

function commonest(requirements: readonly RequirementReport[]): string {
  const counts = new Map<string, number>();
  for (const { reason: text = 'no reason is known' } of requirements) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined
    ? ''
    : `${most[0]}${counts.size > 1 ? `, and ${plural(counts.size - 1, 'other reason')}` : ''}`;
}

function legend({ counts }: ConformanceReport): Html {
  const present = verdicts.filter((verdict) => counts[verdict] > 0);
  return html`<ul class="legend" aria-label="Requirements per verdict">
    ${present.map(
      (verdict) =>
        html`<li>
          ${badge(verdict)} <strong>${counts[verdict].toLocaleString('en')}</strong>
          <span class="quiet">${meaning(verdict)}</span>
        </li>`,
    )}
  </ul>`;
}

/** Links to the parts of the page. */
export function contents(subjects: readonly Subject[], parts: readonly (readonly [id: string, name: string])[]): Html {
  const apis = subjects.length > 1 ? subjects.map((subject) => [apiAnchor(subject), subject.name] as const) : [];
  return html`<nav aria-label="Contents">
    <ul>
      ${[...apis, ...parts].map(([id, name]) => html`<li><a href="${linkTo(id)}">${name}</a></li>`)}
    </ul>
  </nav>`;
}
