/** How to reproduce a finding: the scripts beside the report, or its single test. */
import type { FindingReport } from '../../generated/conformance.ts';
import { scriptName, testCommand } from '../../repeat/quote.ts';
import { html, join } from './html.ts';
import type { Content, Html } from './html.ts';

/** The commands that reproduce a finding, folded. */
export function repeat(finding: FindingReport): Html {
  const [first] = finding.evidence;
  const name = scriptName(finding.id);
  return html`<details class="repeat">
    <summary>Reproduce</summary>
    ${needed(finding.settings ?? [])}
    <p>In the folder of this report, with curl or with Node 20:</p>
    <pre class="command">sh repeat/${name}.sh</pre>
    <pre class="command">node repeat/${name}.mjs</pre>
    ${
      first === undefined
        ? ''
        : html`<p>In the folder of the harness, the single test of this finding:</p>
            <pre class="command">${testCommand(first.title)}</pre>`
    }
  </details>`;
}

function needed(settings: readonly string[]): Content {
  if (settings.length === 0) return '';
  const names = settings.map((name) => html`<code>${name}</code>`);
  return html`<p>Set in the environment: ${join(names, ', ')}.</p>`;
}
