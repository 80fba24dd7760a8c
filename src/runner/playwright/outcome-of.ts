/** The part of a case's result that its test shows. */
import { conversationName, evidenceName } from '../../report/evidence.ts';
import type { Evidence } from '../../report/evidence.ts';
import { exchangeText, failureText } from '../../report/text.ts';
import { reasonText } from '../../words/reasons.ts';
import type { TestOutcome } from './messages.ts';

type Shown = Pick<TestOutcome, 'annotations' | 'attachments'>;

/** The outcome of a test. @param more how it travels, and the command that runs it again */
export function outcomeOf(
  evidence: Evidence,
  more: { readonly attachEvidence: boolean; readonly isTurned: boolean; readonly command: string },
): TestOutcome {
  const { results, exchanges, requests } = evidence.result;
  const verdicts = new Set(results.map(({ verdict }) => verdict));
  const open =
    results.find(({ verdict }) => verdict === 'blocked') ?? results.find(({ verdict }) => verdict === 'not-testable');
  const shown = { ...shownOf(evidence, more.attachEvidence), requests, isTurned: more.isTurned };
  if (verdicts.has('failed') || verdicts.has('error'))
    return { ...shown, failure: failureText(results, exchanges, more.command) };
  if (open === undefined || verdicts.has('passed') || verdicts.has('warned')) return shown;
  return { ...shown, skipped: `${open.verdict}: ${open.reason === undefined ? '' : reasonText(open.reason)}` };
}

function shownOf(evidence: Evidence, attachEvidence: boolean): Shown {
  const { results, exchanges } = evidence.result;
  const isPassed = results.every(({ verdict }) => verdict === 'passed');
  const conversation = isPassed ? '' : exchanges.flatMap((exchange) => [...exchangeText(exchange), '']).join('\n');
  return {
    annotations: results.flatMap(({ requirement, verdict, reason, known }) =>
      verdict === 'passed'
        ? []
        : [
            {
              type: known === undefined ? verdict : 'known deviation',
              description: [requirement.id, known?.reason ?? (reason && reasonText(reason))]
                .filter((text) => text !== undefined)
                .join(': '),
            },
          ],
    ),
    attachments: [
      ...(attachEvidence
        ? [{ name: evidenceName, contentType: 'application/json', body: JSON.stringify(evidence) }]
        : []),
      ...(conversation === '' ? [] : [{ name: conversationName, contentType: 'text/plain', body: conversation }]),
    ],
  };
}
