/** The top of the page: the result, and the findings that decide it. */
import { levels } from '../../contract/model.ts';
import type { ConformanceReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { linkTo, targetName } from './subject.ts';
import type { Subject } from './subject.ts';
import { why } from './why.ts';
import type { Level } from './words.ts';
import { badge, levelMeaning, meaning, plural, prose, resultMark, verdicts } from './words.ts';
import { resultHeading } from '../../words/results.ts';
import { resultIn } from '../result.ts';

/** The result with the most important findings. */
export function verdictSection(report: ConformanceReport, subjects: readonly Subject[]): Html {
  return html`<section id="verdict" class="${resultIn(report)}" aria-labelledby="verdict/title">
    <h1 id="verdict/title">${headline(report)}</h1>
    <p class="run">${run(report, subjects)}</p>
    ${more(report)} ${report.untested === undefined ? '' : html`<p class="notice">${prose(report.untested)}</p>`}
    ${report.complete ? '' : html`<p class="notice">The run is incomplete: ${report.incomplete ?? 'no reason recorded'}.</p>`}
    ${problems(report)} ${why(subjects)} ${legend(report)} ${terms(report)}
  </section>`;
}

function headline(report: ConformanceReport): Html {
  const result = resultIn(report);
  const of = report.coverage === undefined ? { result } : { result, coverage: report.coverage };
  const partly = result === 'conforms' && !report.complete ? ' (incomplete run)' : '';
  return html`<span aria-hidden="true">${resultMark(result)}</span> ${resultHeading(of)}${partly}`;
}

function run(report: ConformanceReport, subjects: readonly Subject[]): Content[] {
  const targets = [...new Set(subjects.map(({ api }) => targetName(api.target)))];
  return [
    targets.length > 3 ? `${targets.length} targets` : targets.join(', '),
    ', tested on ',
    html`<time datetime="${report.startedAt}">${report.startedAt.slice(0, 16).replace('T', ' at ')} UTC</time>`,
    ` in ${duration(report.durationMs)}`,
    report.requirementSet === undefined ? '.' : `, with requirement set ${report.requirementSet}.`,
  ];
}

/** The extent of the tests, and the settings with which more would be tested. */
function more({ coverage }: ConformanceReport): Content {
  if (coverage === undefined) return '';
  const { tested, of, more: others } = coverage;
  return html`<p class="more-tested">
    ${tested.toLocaleString('en')} of ${plural(of, 'requirement')}
    tested${others.map(({ settings, requirements }, index) => [
      index === 0 ? '; ' : ', ',
      html`${requirements} more with `,
      prose(settings),
    ])}.
  </p>`;
}

/** Other failures of the run, such as a known deviation that no longer occurs. */
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

/** The terms of a report, folded. */
function terms({ failOn, failOnSecurity = failOn }: ConformanceReport): Html {
  const deciding = levels.slice(0, levels.indexOf(failOn) + 1);
  const security = levels.slice(deciding.length, levels.indexOf(failOnSecurity) + 1);
  const decides = (level: Level): string =>
    deciding.includes(level)
      ? ''
      : security.includes(level)
        ? ' It decides the result where it is about security.'
        : ' It does not decide the result.';
  return html`<details class="terms">
    <summary>Terms of this report</summary>
    <dl>
      ${levels.map((level) => term(level, levelMeaning(level) + decides(level)))}
      ${term('requirement', 'One testable rule. The target conforms if it meets all requirements of the deciding levels.')}
      ${term('finding', 'One defect of the target, with all requirements that it violates.')}
      ${term('‹1a2b3c4d›', 'A masked secret, such as a password or a token. One secret has the same sign everywhere in this report.')}
    </dl>
  </details>`;
}

function term(name: string, meaning: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${meaning}</dd>
  </div>`;
}

/** Links to the parts of the page. */
export function contents(parts: readonly (readonly [id: string, name: string])[]): Html {
  return html`<nav aria-label="Contents">
    <ul>
      ${parts.map(([id, name]) => html`<li><a href="${linkTo(id)}">${name}</a></li>`)}
    </ul>
  </nav>`;
}
