/** The conformance report as one self-contained page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dataFile } from '../../core/installation.ts';
import type { ConformanceReport } from '../../generated/conformance.ts';
import type { Comparison } from '../compare.ts';
import { comparisonSection } from './comparison.ts';
import { filterForm } from './filters.ts';
import { findingArticle } from './finding.ts';
import { historySection } from './history.ts';
import { html, trusted } from './html.ts';
import type { Content, Html } from './html.ts';
import { leftSection } from './left.ts';
import { defectSection, gapSection } from './open-points.ts';
import { timingSection, undocumentedSection } from './observed.ts';
import { pictureSection } from './picture.ts';
import { proofSection } from './proof.ts';
import { requirementSection } from './requirements.ts';
import { roomFor } from './room.ts';
import { securitySection } from './security.ts';
import { findingsOf, subjectsOf } from './subject.ts';
import type { Subject } from './subject.ts';
import { contents, verdictSection } from './verdict.ts';
import { resultName } from '../../words/results.ts';
import { resultIn } from '../result.ts';

/** In the order of the cascade: later ones take precedence. */
const styleSheets = ['colours', 'base', 'top', 'findings', 'lists', 'narrow', 'print'];

/** Writes the page of a report, compared with an earlier one if there is one. */
export function renderPage(report: ConformanceReport, comparison?: Comparison): string {
  const styles = styleSheets.map((name) => asset(`styles/${name}.css`)).join('\n');
  const script = asset('client/client.js');
  return `<!doctype html>\n${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy(styles, script)}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>${title(report)}</title>
      ${trusted(`<style>${styles}</style>`)}
    </head>
    <body>
      ${body(report, comparison)} ${trusted(`<script>${script}</script>`)}
    </body>
  </html>`.toString()}\n`;
}

function body(report: ConformanceReport, comparison: Comparison | undefined): Html {
  const subjects = subjectsOf(report);
  const parts: (Part | undefined)[] = [
    comparison === undefined ? undefined : part('comparison', 'Comparison', comparisonSection(comparison, subjects)),
    part('history', 'History', historySection(report, subjects)),
    part('picture', 'At a glance', pictureSection(subjects)),
    part(
      'findings',
      'Findings',
      html`<div class="listed">
        ${filterForm(subjects)} ${findings(report, subjects)} ${requirementSection(subjects)}
      </div>`,
    ),
    part('requirements', 'Requirements', ''),
    part('security', 'Security', securitySection(report, subjects)),
    part('not-testable', 'Not testable', gapSection(subjects)),
    part('proof', 'Proof', proofSection(report)),
    part('document', 'Defects of the API documents', defectSection(subjects)),
    part('undocumented', 'Undocumented', undocumentedSection(subjects)),
    part('timings', 'Timings', timingSection(subjects)),
    part('left', 'Leftovers', leftSection(subjects)),
  ];
  const present = parts.filter((each) => each !== undefined);
  return html`<a class="skip" href="#main">Skip to the report</a>
    <header>
      <p class="brand">Conformance report</p>
      ${contents(present.map(({ id, name }) => [id, name] as const))}
    </header>
    <main id="main" tabindex="-1">${verdictSection(report, subjects)} ${present.map(({ content }) => content)}</main>
    <footer>
      <p class="printing">
        <label><input type="checkbox" id="print-all" /> Print all sections, not only verdict and findings</label>
      </p>
      <p>
        Generated from conformance.json. A sign such as ‹1a2b3c4d› replaces a secret; one secret always has the same
        sign.
      </p>
    </footer>`;
}

interface Part {
  readonly id: string;
  readonly name: string;
  readonly content: Content;
}

function part(id: string, name: string, content: Content): Part | undefined {
  return content === undefined ? undefined : { id, name, content };
}

function findings(report: ConformanceReport, subjects: readonly Subject[]): Html {
  const room = roomFor(report);
  const all = findingsOf(subjects);
  const inOrder = [...all.filter(({ finding }) => finding.gating), ...all.filter(({ finding }) => !finding.gating)];
  return html`<section id="findings" aria-labelledby="findings/title">
    <h2 id="findings/title">Findings</h2>
    ${all.length === 0 ? html`<p>${none(report)}</p>` : inOrder.map(({ subject, finding }) => findingArticle(subject, finding, room, report.runner))}
    <p class="nothing" hidden>No finding matches the filters.</p>
  </section>`;
}

function none(report: ConformanceReport): string {
  return resultIn(report) === 'could-not-be-tested'
    ? 'No findings: the target could not be tested.'
    : 'No findings: the target meets all tested requirements.';
}

function title(report: ConformanceReport): string {
  const apis = report.apis.map((api) => api.title).join(', ');
  return `${resultName({ result: resultIn(report) })}: ${apis}`;
}

/** The page loads nothing and uses only its own style and script (Content Security Policy Level 3). */
function policy(styles: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(styles)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
}

function asset(name: string): string {
  return readFileSync(dataFile(`src/report/page/${name}`), 'utf8');
}
