/** The matrix of real servers as a page that loads nothing. */
import { html, trusted } from '../../src/report/page/html.ts';
import type { Html } from '../../src/report/page/html.ts';
import type { Result } from './result.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse}th,td{padding:.3rem .7rem;text-align:left;border-bottom:1px solid #8886}td.n{text-align:right}
.scroll{overflow-x:auto}li{margin:.4rem 0}code,.level{font-size:.9em}.level{border:1px solid #888a;border-radius:.3rem;padding:0 .3rem}`;

/** docs/matrix.html. */
export function matrixPage(results: ReadonlyMap<string, Result>): string {
  return `<!doctype html>\n${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Real servers</title>
      ${trusted(`<style>${style}</style>`)}
    </head>
    <body>
      <h1>Real servers</h1>
      <p>Servers that other people wrote and document, each tested with all requirements. Every finding is defended.</p>
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              ${['server', 'version', 'language', 'flows', 'passed', 'deviate', 'advice', 'blocked', 'not testable', 'seconds'].map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${[...results].map(([name, result]) => row(name, result))}
          </tbody>
        </table>
      </div>
      ${[...results].map(([name, result]) => section(name, result))}
    </body>
  </html>`.toString()}\n`;
}

function row(name: string, { product, version, language, flows, requirements, seconds }: Result): Html {
  const { all, passed, deviating, advice, blocked, notTestable } = requirements;
  return html`<tr>
    <th scope="row"><a href="#${name}">${product}</a></th>
    <td>${version}</td>
    <td>${language}</td>
    <td>${flows.join(', ')}</td>
    ${[`${passed} of ${all}`, deviating, advice, blocked, notTestable, seconds].map((each) => html`<td class="n">${each}</td>`)}
  </tr>`;
}

function section(name: string, { product, version, documentation, findings, open }: Result): Html {
  return html`<section id="${name}">
    <h2>${product} ${version}</h2>
    <p>Contract from ${documentation}.</p>
    <ul>
      ${findings.map((each) => html`<li><strong>${each.summary}</strong> <span class="level">${each.level}</span> ${each.defense}</li>`)}
    </ul>
    ${Object.entries(open).map(([reason, count]) => html`<p>Without a verdict, ${count}: ${reason}</p>`)}
  </section>`;
}
