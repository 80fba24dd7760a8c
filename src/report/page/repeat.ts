/** How a person sees a finding again: the scripts beside the report, the test alone, or by hand. */
import type { ExchangeReport, FindingReport } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** The steps to repeat a finding, folded. */
export function repeat(finding: FindingReport): Html {
  const [first] = finding.evidence;
  return html`<details class="repeat">
    <summary>See it again</summary>
    <p>
      In the folder of this report, with the same <code>TARGET_…</code> settings in the environment (secrets are read
      from there), run one of these; they log in afresh and sign at the time they run:
    </p>
    <pre class="command">sh repeat/${finding.id}.sh</pre>
    <pre class="command">node repeat/${finding.id}.mjs</pre>
    ${
      first === undefined
        ? ''
        : html`<p>Or run the test that found it, alone, in the folder of the harness:</p>
            <pre class="command">npx playwright test -g ${quoted(pattern(first.title))}</pre>
            ${byHand(first.exchanges, finding)}`
    }
  </details>`;
}

function byHand(exchanges: readonly ExchangeReport[], finding: FindingReport): Html | '' {
  if (exchanges.length === 0) return '';
  return html`<p>By hand, the same ${exchanges.length === 1 ? 'request' : 'requests'}:</p>
    <ol>
      ${exchanges.map(
        ({ step, request, response, failure }) =>
          html`<li>
            <strong>${step}</strong>: <code>${request.method} ${request.url}</code>, which was answered
            ${response === undefined ? `with nothing (${failure ?? 'no reason known'})` : `with ${response.status}`}
          </li>`,
      )}
      <li>Expect ${finding.expected}; look whether it is ${finding.actual} again.</li>
    </ol>`;
}

/** A title as the regular expression that `-g` wants. */
function pattern(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** One word for a POSIX shell: nothing in it is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
