/** The result of a report as a badge: one small picture for a README. */
import type { ConformanceReport } from '../generated/conformance.ts';
import { badgeText } from '../words/results.ts';
import { html } from './page/html.ts';
import { resultIn } from './result.ts';

/** Pixels of a character of 11 pixels height, on average, and around a text. */
const [characterWidth, margin] = [6.6, 12];

/** Draws the badge. @param label what stands before the result */
export function renderBadge(report: ConformanceReport, label: string): string {
  const requirements = report.apis.flatMap((api) => api.requirements);
  const known = requirements.filter((each) => each.known !== undefined && each.verdict === 'warned').length;
  const gating = report.apis.flatMap((api) => api.findings).filter((each) => each.gating).length;
  const result = resultIn(report);
  const text = badgeText({ result, passed: report.counts.passed, known, findings: gating });
  const colour = { conforms: known === 0 ? '#2e7d32' : '#5f7a12', 'does-not-conform': '#b3261e' } as const;
  return draw(label, text, result === 'could-not-be-tested' ? '#5f6368' : colour[result]);
}

function draw(label: string, text: string, colour: string): string {
  const [left, right] = [label, text].map((each) => Math.ceil(each.length * characterWidth) + margin);
  const [first = 0, second = 0] = [left, right];
  const width = first + second;
  const written = (what: string, x: number, of: number): ReturnType<typeof html> =>
    html`<text x="${x + of / 2}" y="14" textLength="${of - margin}">${what}</text>`;
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img">
    <title>${label}: ${text}</title>
    <rect width="${width}" height="20" rx="3" fill="#444" />
    <rect x="${first}" width="${second}" height="20" rx="3" fill="${colour}" />
    <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
      ${written(label, 0, first)} ${written(text, first, second)}
    </g>
  </svg>`.toString()}\n`;
}
