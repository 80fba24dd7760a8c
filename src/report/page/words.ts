/** Labels of the page: verdicts by symbol and word, names of flows and levels, code. */
import { flows as requestFlows } from '../../contract/model.ts';
import type { FindingReport, RequirementReport } from '../../generated/conformance.ts';
import { flowNames } from '../../words/flows.ts';
import type { Result } from '../result.ts';
import { html } from './html.ts';
import type { Content, Html } from './html.ts';

type Verdict = RequirementReport['verdict'];
export type Level = RequirementReport['level'];

/** In the order of importance for a reader: problems first. */
export const verdicts = ['failed', 'error', 'blocked', 'warned', 'not-testable', 'passed'] as const;
/** Those of requests, and that of requirements that no request can test. */
export const flows = [...requestFlows, 'document'] as const;

interface Saying {
  readonly symbol: string;
  readonly meaning: string;
}

const sayings: Readonly<Record<Verdict, Saying>> = {
  failed: { symbol: '✗', meaning: 'The target violates this requirement.' },
  error: { symbol: '?', meaning: 'The harness failed. This is not a result about the target.' },
  blocked: { symbol: '⊘', meaning: 'Not judged, because a precondition failed.' },
  warned: { symbol: '!', meaning: 'The target violates this requirement, but its level does not decide the result.' },
  'not-testable': { symbol: '–', meaning: 'Not tested: a setting is missing, or a request cannot test it.' },
  passed: { symbol: '✓', meaning: 'The target meets this requirement.' },
};

const levelMeanings: Readonly<Record<Level, string>> = {
  documented: 'The API document states it.',
  implied: 'The API document implies it, such as the rejection of a wrong password.',
  standard: 'A standard that the API document builds on requires it, such as HTTP or OAuth.',
  advice: 'Good practice that the API document does not require.',
};

const words: Readonly<Record<string, string>> = { ...flowNames, 'not-testable': 'not testable' };

/** The name of an identifier for people. */
export function say(name: string): string {
  return words[name] ?? name;
}

/** The symbol of a verdict, which repeats its color. */
export function symbol(verdict: Verdict): string {
  return sayings[verdict].symbol;
}

/** The meaning of a verdict. */
export function meaning(verdict: Verdict): string {
  return sayings[verdict].meaning;
}

/** The symbol of a result. */
export function resultMark(result: Result): string {
  return { conforms: '✓', 'does-not-conform': '✗', 'could-not-be-tested': '?' }[result];
}

/** The meaning of a level. */
export function levelMeaning(level: Level): string {
  return levelMeanings[level];
}

/** A level with its meaning as a tooltip. */
export function levelTag(level: Level): Html {
  return html`<span title="${levelMeaning(level)}">${level}</span>`;
}

/** A verdict as symbol and word. */
export function badge(verdict: Verdict): Html {
  return html`<span class="verdict ${verdict}"
    ><span aria-hidden="true">${symbol(verdict)}</span> ${say(verdict)}</span
  >`;
}

/** Text in which backticks and names of settings are code. */
export function prose(text: string): Content[] {
  return text
    .split(/(`[^`\n]+`|\bTARGET_[A-Z_]+(?:=\w+)?)/)
    .map((piece, index) => (index % 2 === 0 ? piece : html`<code>${piece.replaceAll('`', '')}</code>`));
}

export { capital } from '../../words/text.ts';

/** "1 finding", "2 findings". */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Content that is folded if it has more parts than fit. */
export function folded(content: Html, count: number, most: number, noun: string): Html {
  if (count <= most) return content;
  return html`<details>
    <summary>${plural(count, noun)}</summary>
    ${content}
  </details>`;
}

/** Nothing, in a cell of a table. */
export const none = html`<span class="quiet">none</span>`;

/** The day of a time. */
export function day(time: string): Html {
  return html`<time datetime="${time}">${time.slice(0, 10)}</time>`;
}

/** Milliseconds, with the precision that matters. */
export function milliseconds(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1000)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ms`;
}

/** The verdict that a finding gives its requirements. */
export function weight({ gating }: FindingReport): 'failed' | 'warned' {
  return gating ? 'failed' : 'warned';
}
