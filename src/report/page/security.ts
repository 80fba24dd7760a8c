/** The results about security: by consequence, and by chapter of OWASP ASVS 5.0. */
import type { AsvsEntry, ConformanceReport, FindingReport, RequirementReport } from '../../generated/conformance.ts';
import { consequenceOf, consequences } from '../consequences.ts';
import { titleOf } from './finding.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { findingAnchor, findingsOf, linkTo } from './subject.ts';
import type { Subject } from './subject.ts';
import { table } from './table.ts';
import { none, plural } from './words.ts';

/** More findings of one consequence than this are counted only. */
const mostNamed = 5;

/** The section; undefined where no requirement is about security. */
export function securitySection({ asvs = [] }: ConformanceReport, subjects: readonly Subject[]): Html | undefined {
  const all = subjects.flatMap(({ api }) => api.requirements.filter(({ security }) => security !== undefined));
  if (all.length === 0 && asvs.length === 0) return undefined;
  return html`<section id="security" aria-labelledby="security/title">
    <h2 id="security/title">Security</h2>
    ${all.length === 0 ? '' : byConsequence(subjects, all)} ${asvs.length === 0 ? '' : byChapter(asvs)}
  </section>`;
}

function byConsequence(subjects: readonly Subject[], all: readonly RequirementReport[]): Html {
  return table(
    { caption: 'Consequences of defects' },
    ['Consequence', 'Tested', 'Findings'],
    Object.entries(consequences).flatMap(([name, meaning]) => {
      const own = all.filter(({ security }) => security !== undefined && consequenceOf(security.topic) === name);
      if (own.length === 0) return [];
      return [
        [
          html`<strong>${meaning.name}</strong>
            <div class="quiet">${meaning.sentence}</div>`,
          tested(own),
          named(subjects, new Set(own.map(({ id }) => id))),
        ],
      ];
    }),
  );
}

/** The findings that violate one of some requirements. */
function named(subjects: readonly Subject[], ids: ReadonlySet<string>): Content {
  const found = findingsOf(subjects).filter(({ finding }) => finding.requirements.some((id) => ids.has(id)));
  if (found.length === 0) return none;
  const more = found.length - mostNamed;
  return html`<ul>
    ${found.slice(0, mostNamed).map(({ subject, finding }) => html`<li>${link(subject, finding)}</li>`)}
    ${more > 0 && html`<li class="quiet">${plural(more, 'more finding')}</li>`}
  </ul>`;
}

function link(subject: Subject, finding: FindingReport): Html {
  return html`<a href="${linkTo(findingAnchor(subject, finding))}">${titleOf(finding)}</a>`;
}

function tested(requirements: readonly RequirementReport[]): string {
  const judged = requirements.filter(({ verdict }) => ['passed', 'failed', 'warned'].includes(verdict));
  return `${judged.length} of ${plural(requirements.length, 'requirement')}`;
}

const chapters = { V6: 'Authentication', V7: 'Sessions', V9: 'Self-contained tokens' } as const;

function byChapter(asvs: readonly AsvsEntry[]): Html {
  const rows = Object.entries(chapters).map(([chapter, name]) => {
    const entries = asvs.filter(({ id }) => id.startsWith(`${chapter}.`));
    const here = entries.filter((each) => each.tested > 0);
    const violated = here.filter((each) => each.violated > 0);
    return [
      `${chapter} ${name}`,
      `${here.length} of ${entries.length} entries`,
      violated.length === 0 ? none : violated.map(({ id }) => id).join(', '),
    ];
  });
  return html`${table({ caption: 'OWASP ASVS 5.0, as far as a client sees it' }, ['Chapter', 'Tested', 'Violated'], rows)}
    <details>
      <summary>Each entry</summary>
      ${table(
        { caption: 'Entries' },
        ['Entry', 'About', 'Tested'],
        asvs.map((each) => [each.id, each.subject, where(each)]),
      )}
    </details>`;
}

function where({ place, requirements, tested: judged, violated }: AsvsEntry): string {
  if (place !== 'here') return places[place];
  if (judged === 0) return `here, but not in this run (${plural(requirements, 'requirement')})`;
  const held = violated === 0 ? 'none violated' : `${violated} violated`;
  return `here: ${judged} of ${plural(requirements, 'requirement')}, ${held}`;
}

const places = {
  documents: 'elsewhere: by a review of the documentation',
  browser: 'elsewhere: in a browser',
  operation: 'elsewhere: the tested contracts have no such operation or feature',
  inside: 'not testable from outside',
} as const;
