/** The exchanges of a case. */
import type { CaseEvidence, ExchangeReport, Headers } from '../../generated/conformance.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';
import { linesOf } from './json-lines.ts';
import { stepName } from '../../words/names.ts';
import { capital, milliseconds, plural, prose } from './words.ts';

/** The property and the step that show a finding. */
interface Focus {
  readonly pointer: string;
  readonly step: string | undefined;
  /** Maximum number of characters of a body. */
  readonly longestBody: number;
}

/** The exchanges of one case, folded. */
export function conversation({ title, exchanges }: CaseEvidence, focus: Focus): Html {
  const operation = exchanges.find(({ step }) => step === focus.step)?.operation ?? exchanges.at(-1)?.operation;
  return html`<details class="conversation">
    <summary>
      Exchanges${operation === undefined ? '' : html` with <code>${operation}</code>`}: ${prose(title)}
      <span class="quiet">${plural(exchanges.length, 'request')}</span>
    </summary>
    <ol class="talk">
      ${exchanges.map((exchange) => talk(exchange, counterpart(exchange, exchanges, focus), focus))}
    </ol>
  </details>`;
}

/** The same request without its mutation, or with it; the difference is the mutation. */
function counterpart(
  exchange: ExchangeReport,
  all: readonly ExchangeReport[],
  { step }: Focus,
): ExchangeReport | undefined {
  const others = all.filter(
    (each) =>
      each.operation === exchange.operation && (each.changed === undefined) !== (exchange.changed === undefined),
  );
  return others.find((each) => each.step === step) ?? others.at(-1);
}

function talk(exchange: ExchangeReport, other: ExchangeReport | undefined, focus: Focus): Html {
  const { request, response, step, operation, changed } = exchange;
  const pointer = focus.step === undefined || focus.step === step ? focus.pointer : '';
  return html`<li>
    <p class="step">
      <strong>${capital(stepName(step))}</strong
      >${step === operation ? '' : html` <span class="quiet">${operation}</span>`}${
        focus.step === step ? html` <span class="here">shows the finding</span>` : ''
      }
    </p>
    ${changed === undefined ? '' : html`<p class="changed">Changed: ${prose(changed)}</p>`}
    <div class="said">
      <p class="who">
        Request${other === undefined ? '' : html` <span class="quiet">marked: differs from “${other.step}”</span>`}
      </p>
      ${requestText(request, other?.request, focus.longestBody)}
    </div>
    <div class="said answer">
      <p class="who">Response <span class="quiet">after ${milliseconds(exchange.duration)}</span></p>
      ${
        response === undefined
          ? html`<p class="no-answer">No response: ${exchange.failure ?? 'the connection was closed'}</p>`
          : message(
              String(response.status),
              headerLines(response.headers),
              bodyLines(shortened(response.body, focus.longestBody), pointer),
            )
      }
    </div>
  </li>`;
}

type Request = ExchangeReport['request'];

function requestText(request: Request, other: Request | undefined, longest: number): Html {
  const [start = '', ...headers] = linesOfHead(request);
  const body = piecesOf(shortened(request.body ?? '', longest));
  if (other === undefined) return message(start, headers, body);
  const known = new Set([...linesOfHead(other), ...piecesOf(other.body ?? '')].map(bare));
  const mark = (text: string): Content => {
    const own = bare(text);
    return own === '' || known.has(own) ? text : [html`<mark>${own}</mark>`, text.slice(own.length)];
  };
  return message(mark(start), headers.map(mark), body.map(mark));
}

function linesOfHead({ method, url, headers }: Request): string[] {
  return [`${method} ${url}`, ...headerLines(headers)];
}

function headerLines(headers: Headers): string[] {
  return headers.map(([name, value]) => `${name}: ${value}`);
}

/** The lines of a JSON body, the pairs of a form. */
function piecesOf(body: string): string[] {
  return body === '' ? [] : body.split(/(?<=[\n&])/);
}

/** A piece without the separator after it. */
function bare(piece: string): string {
  return piece.replace(/(?<![,&\s])[,&\s]+$/, '');
}

function shortened(body: string, longest: number): string {
  if (body.length <= longest) return body;
  // Neither in the middle of a character nor of a tag.
  const cut = body.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
  const whole = /^\s*</.test(body) ? cut.replace(/<[^<>]{0,200}$/, '') : cut;
  return `${whole}… (cut; all of it is in conformance.json)`;
}

/** Line breaks are values here, since a formatter of templates would treat them as white space. */
function message(start: Content, headers: readonly Content[], body: readonly Content[]): Html {
  return html`<pre><b>${start}</b><span class="header">${headers.map((line) => ['\n', line])}</span>${body.length === 0 ? '' : ['\n\n', body]}</pre>`;
}

function bodyLines(body: string, pointer: string): Content[] {
  if (body === '') return [];
  const runs: { text: string; marked: boolean }[] = [];
  for (const { text, marked } of linesOf(body, pointer)) {
    const last = runs.at(-1);
    if (last?.marked === marked) last.text += `\n${text}`;
    else runs.push({ text, marked });
  }
  return runs.map(({ text, marked }, index) => [index === 0 ? '' : '\n', marked ? html`<mark>${text}</mark>` : text]);
}
