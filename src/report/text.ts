/** The texts for a terminal: a failed case, a finding, an exchange. */
import { printable } from '../core/printable.ts';
import type { RequirementResult } from '../engine/run-case.ts';
import type { RecordedExchange } from '../engine/record.ts';
import { stepName } from '../words/names.ts';
import { actualText, expectedText, mismatchText } from '../words/mismatches.ts';
import { reasonText } from '../words/reasons.ts';

/** The message of a failed case; its first line says what and where, for those who show no more. @param command runs its test again */
export function failureText(
  results: readonly RequirementResult[],
  exchanges: readonly RecordedExchange[],
  command: string,
): string {
  const failed = results.filter(({ verdict }) => verdict === 'failed' || verdict === 'error');
  const [first] = failed;
  const mismatch = first?.mismatches[0];
  const headline =
    mismatch === undefined
      ? first?.reason === undefined
        ? 'failed'
        : reasonText(first.reason)
      : `${mismatch.operation}${mismatch.pointer === '' ? '' : ` ${mismatch.pointer}`}: ${mismatchText(mismatch)}`;
  const requirements = failed.flatMap(({ requirement, mismatches, reason }) => [
    '',
    `${requirement.id} (${[requirement.level, requirement.source].filter((each) => each !== undefined).join(', ')})`,
    `  ${requirement.statement}`,
    ...(requirement.reading === undefined ? [] : [`  interpretation: ${requirement.reading}`]),
    ...(reason === undefined ? [] : [`  reason:   ${reasonText(reason)}`]),
    ...mismatches.flatMap((each) => [
      `  at:       ${stepName(each.step)}${each.pointer === '' ? '' : `, ${each.pointer}`}`,
      `  expected: ${expectedText(each)}`,
      `  actual:   ${actualText(each)}`,
    ]),
  ]);
  const talk = exchanges.flatMap((each) => ['', ...exchangeText(each).map((line) => `  ${line}`)]);
  return printable([headline, ...requirements, ...talk, '', `Repeat this test: ${command}`].join('\n'));
}

/** An exchange as a readable conversation. */
export function exchangeText(exchange: RecordedExchange): string[] {
  const { request, response, failure, step } = exchange;
  const body = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split('\n'));
  return [
    `[${stepName(step)}]`,
    `> ${request.method} ${request.url}`,
    ...request.headers.map(([name, value]) => `> ${name}: ${value}`),
    ...body(request.body).map((line) => `> ${line}`),
    ...(response === undefined
      ? [`< ${failure ?? 'no response'}`]
      : [
          `< ${response.status} (${exchange.duration} ms)`,
          ...response.headers.map(([name, value]) => `< ${name}: ${value}`),
          ...body(response.body).map((line) => `< ${line}`),
        ]),
  ];
}
