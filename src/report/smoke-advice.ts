/** Advice about the annotations of a contract, from a smoke run. */
import { defined } from '../core/defined.ts';
import type { Evidence } from './evidence.ts';
import type { ApiReport, ConformanceReport } from '../generated/conformance.ts';
import { isSmoke } from '../plan/tags.ts';
import { annotationAdvice } from '../words/annotation-advice.ts';
import type { SmokeOutcome } from '../words/annotation-advice.ts';

/** One line for each case of a smoke run that did not pass; none for another run. */
export function smokeAdvice(report: ConformanceReport, evidence: readonly Evidence[]): string[] {
  const flows = new Map(
    report.apis.flatMap(({ requirements }) => requirements.map(({ id, flow }) => [id, flow] as const)),
  );
  const isOfSmoke = ({ result }: Evidence): boolean => {
    const flow = flows.get(result.case);
    return flow !== undefined && flow !== 'document' && isSmoke({ id: result.case, flow });
  };
  if (evidence.length === 0 || !evidence.every(isOfSmoke)) return [];
  return report.apis.flatMap((api) => outcomesOf(api, evidence).flatMap((outcome) => annotationAdvice(outcome) ?? []));
}

/** The cases that did not pass, each with the finding that it showed. */
function outcomesOf({ id, requirements, findings }: ApiReport, evidence: readonly Evidence[]): SmokeOutcome[] {
  return evidence.flatMap(({ api, result }) => {
    if (api !== id) return [];
    const ids = result.results.map(({ requirement }) => requirement.id);
    const own = requirements.filter((each) => ids.includes(each.id));
    const failed = own.find(({ verdict }) => verdict === 'failed');
    const blocked = own.find(({ verdict }) => verdict === 'blocked' || verdict === 'error');
    const worst = failed ?? blocked;
    const first = own[0];
    if (worst === undefined || first === undefined || first.flow === 'document') return [];
    const finding = findings.find((each) => each.requirements.includes(worst.id));
    const { code, kind, status } = finding?.mismatch ?? {};
    const name = result.case.split('/').at(-1) ?? '';
    const { reasonCode } = worst;
    return defined({ flow: first.flow, name, pointer: finding?.pointer ?? '', code, kind, status, reasonCode });
  });
}
