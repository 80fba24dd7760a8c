/** Exchanges as a conversation that a person can follow. */
import type { CaseEvidence, ExchangeReport, Headers } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { linesOf } from './json-lines.ts';
import { milliseconds, plural, prose } from './words.ts';

/** What a conversation is about: the member at fault and the step whose answer shows it. */
export interface Focus {
  readonly pointer: string;
  readonly step: string | undefined;
  /** Characters of a body that are shown. */
  readonly longestBody: number;
}

/** The conversation of one case, folded. */
export function conversation(evidence: CaseEvidence, focus: Focus): Html {
  return html`<details class="conversation">
    <summary>
      Conversation: ${prose(evidence.title)} <span class="quiet">${plural(evidence.exchanges.length, 'request')}</span>
    </summary>
    <ol class="talk">
      ${evidence.exchanges.map((exchange) => talk(exchange, focus))}
    </ol>
  </details>`;
}

function talk(exchange: ExchangeReport, focus: Focus): Html {
  const { request, response, step, operation } = exchange;
  const pointer = focus.step === undefined || focus.step === step ? focus.pointer : '';
  return html`<li>
    <p class="step">
      <strong>${step}</strong>${step === operation ? '' : html` <span class="quiet">${operation}</span>`}${
        focus.step === step ? html` <span class="here">the finding shows here</span>` : ''
      }
    </p>
    <div class="said">
      <p class="who">Request</p>
      ${message(`${request.method} ${request.url}`, request.headers, request.body ?? '', '', focus.longestBody)}
    </div>
    <div class="said answer">
      <p class="who">Answer <span class="quiet">after ${milliseconds(exchange.duration)}</span></p>
      ${
        response === undefined
          ? html`<p class="no-answer">None: ${exchange.failure ?? 'the connection gave nothing'}</p>`
          : message(String(response.status), response.headers, response.body, pointer, focus.longestBody)
      }
    </div>
  </li>`;
}

function message(start: string, headers: Headers, body: string, pointer: string, longest: number): Html {
  const shown = body.length > longest ? `${body.slice(0, longest)}… (cut; all of it is in conformance.json)` : body;
  // Line breaks are values here: a formatter of templates would take them for white space.
  const head = headers.map(([name, value]) => `\n${name}: ${value}`).join('');
  return html`<pre><b>${start}</b><span class="header">${head}</span>${shown === '' ? '' : ['\n\n', bodyLines(shown, pointer)]}</pre>`;
}

function bodyLines(body: string, pointer: string): Content[] {
  const runs: { text: string; marked: boolean }[] = [];
  for (const { text, marked } of linesOf(body, pointer)) {
    const last = runs.at(-1);
    if (last?.marked === marked) last.text += `\n${text}`;
    else runs.push({ text, marked });
  }
  return runs.map(({ text, marked }, index) => [index === 0 ? '' : '\n', marked ? html`<mark>${text}</mark>` : text]);
}
