/** Ways to reproduce a finding: the script beside the report, its curl commands, or its single test. */
import type { ConformanceReport, FindingReport } from '../../generated/conformance.ts';
import { assigned, scriptName, testCommand } from '../../repeat/quote.ts';
import { html, join } from './html.ts';
import type { Content, Html } from './html.ts';

/** The commands that reproduce a finding, folded. */
export function repeat(finding: FindingReport, runner: ConformanceReport['runner']): Html {
  const [first] = finding.evidence;
  const name = scriptName(finding.id);
  const { values, names } = assigned(finding.settings);
  const embedded = values.length === 0;
  return html`<details class="repeat">
    <summary>Reproduce</summary>
    ${embedded ? '' : needed(names, 'For each of these commands')}
    <p>In the folder of this report, with Node 20 or later:</p>
    ${embedded ? needed(names, 'For this command') : ''}
    <pre class="command">node repeat/${name}.mjs</pre>
    <p>The requests as <code>curl</code> commands are in <code>repeat/${name}.txt</code>.</p>
    ${
      first === undefined
        ? ''
        : html`<p>Where the run was started, the single case of this finding:</p>
            <pre class="command">${testCommand(first.case, [...deciding(finding), ...values], runner)}</pre>`
    }
  </details>`;
}

/** With these a test fails for what the finding is about, and leaves this report as it is. */
function deciding({ level }: FindingReport): string[] {
  const gate = level === 'standard' || level === 'advice' ? [`FAIL_ON=${level}`] : [];
  return ['REPORTS_DIR=reports-again', ...gate];
}

function needed(names: readonly string[], when: string): Content {
  if (names.length === 0) return '';
  const codes = names.map((name) => html`<code>${name}</code>`);
  return html`<p>${when}, set in the environment: ${join(codes, ', ')}.</p>`;
}
