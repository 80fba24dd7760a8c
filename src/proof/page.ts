/** The matrix as one page that needs nothing else: no script, no other file. */
import type { ApiSummary, Matrix } from './matrix.ts';
import type { Difference, Trial } from './prove.ts';

const style = `
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --bad: #ef9a9a; --good: #a5d6a7; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); }
details { border-bottom: 1px solid var(--line); padding: .2rem 0; }`;

/** Escapes a text for HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The page. */
export function page(matrix: Matrix): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Faults against requirements</title>
<style>${style}</style>
</head>
<body>
<h1>Faults against requirements</h1>
<p>Each fault was put into the reference target and the whole suite was run on it. Seed of the pairs: ${matrix.seed}.</p>
<table>
<tr><th>API</th><th class="number">Faults</th><th class="number">Detected</th><th class="number">False blame</th>
<th class="number">Wrong blocks</th><th class="number">Requirements</th><th class="number">Never failed</th>
<th class="number">Findings per fault: median</th><th class="number">95th percentile</th><th class="number">Pairs</th><th class="number">Pairs missed</th></tr>
${matrix.apis.map(summaryRow).join('\n')}
</table>
${matrix.apis.map((each) => section(each, matrix.trials)).join('\n')}
</body>
</html>
`;
}

function summaryRow(each: ApiSummary): string {
  const number = (value: number, wanted?: number): string =>
    `<td class="number${wanted === undefined ? '' : value === wanted ? ' good' : ' bad'}">${value}</td>`;
  return `<tr><td>${escapeHtml(each.api)}</td>${[
    number(each.faults),
    number(each.detected, each.faults),
    number(each.falselyBlamed, 0),
    number(each.wronglyBlocked, 0),
    number(each.requirements),
    number(each.unkilled.length, 0),
    number(each.findings.median),
    number(each.findings.p95),
    number(each.pairs),
    number(each.pairsMissed, 0),
  ].join('')}</tr>`;
}

function section({ api, unkilled }: ApiSummary, all: readonly Trial[]): string {
  const trials = all.filter((trial) => trial.api === api);
  const killers = new Map<string, string[]>();
  for (const { fault, reported } of trials)
    for (const id of reported) killers.set(id, [...(killers.get(id) ?? []), fault]);
  const open = unkilled.map((id) => `<li class="bad"><code>${escapeHtml(id)}</code></li>`).join('');
  return `<h2>${escapeHtml(api)}</h2>
${open === '' ? '' : `<p>No fault fails:</p><ul>${open}</ul>`}
<details><summary>Requirements and the faults that fail them</summary>
<table><tr><th>Requirement</th><th class="number">Faults</th><th>Some of them</th></tr>
${[...killers]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([id, faults]) =>
      `<tr><td><code>${escapeHtml(id)}</code></td><td class="number">${faults.length}</td><td>${escapeHtml(faults.slice(0, 4).join(', '))}</td></tr>`,
  )
  .join('\n')}
</table></details>
${trials.map(trialDetails).join('\n')}`;
}

function trialDetails(trial: Trial): string {
  const wrong = trial.survivors.length + trial.falseAlarms.length + trial.wronglyBlocked.length;
  const list = (title: string, ids: readonly string[]): string =>
    ids.length === 0 ? '' : `<p>${title}: ${ids.map((id) => `<code>${escapeHtml(id)}</code>`).join(', ')}</p>`;
  return `<details><summary class="${wrong === 0 ? '' : 'bad'}"><code>${escapeHtml(trial.fault)}</code> ${escapeHtml(trial.sentence)} (${trial.reported.length} reported, ${trial.blocked} blocked, ${trial.findings.length} ${trial.findings.length === 1 ? 'finding' : 'findings'})</summary>
${list('Reported', trial.reported)}
${trial.findings.map((each) => `<p>Finding: ${escapeHtml(each)}</p>`).join('')}
${differences('Survivor', trial.survivors)}${differences('False alarm', trial.falseAlarms)}${differences('Wrongly blocked', trial.wronglyBlocked)}
</details>`;
}

function differences(title: string, found: readonly Difference[]): string {
  return found
    .map(
      ({ requirement, expected, actual, exchanges }) =>
        `<p class="bad">${title}: <code>${escapeHtml(requirement)}</code>: expected ${escapeHtml(expected)}, got ${escapeHtml(actual)}</p><pre>${escapeHtml(exchanges.join('\n'))}</pre>`,
    )
    .join('');
}
