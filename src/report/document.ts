/** Builds conformance.json: what a run found, API by API. */
import { defined } from '../core/defined.ts';
import type { Case, Requirement } from '../plan/model.ts';
import type { Suite } from '../plan/suite-of.ts';
import { requirementSet } from '../plan/requirement-set.ts';
import { levels } from '../contract/model.ts';
import type { Level } from '../contract/model.ts';
import type {
  ApiReport,
  ConformanceReport,
  Counts,
  ExchangeReport,
  FindingReport,
  ProofReport,
  RequirementReport,
  Security,
} from '../generated/conformance.ts';
import type { CaseResult, RequirementResult } from '../engine/run-case.ts';
import type { RecordedExchange } from '../engine/record.ts';
import { mergeLeftovers } from '../engine/clean-up.ts';
import { isGating } from '../settings/target.ts';
import type { Gate } from '../settings/target.ts';
import { actualText, expectedText } from '../words/mismatches.ts';
import { reasonText } from '../words/reasons.ts';
import type { Reason } from '../engine/results/reason.ts';
import { groupFindings } from './findings.ts';
import type { Finding } from './findings.ts';
import { changesInWords } from '../plan/changes.ts';
import { observedOperations } from './operations.ts';
import { passageOf } from './cited-lines.ts';
import { asvsCoverage } from './asvs.ts';
import { coverageOf, tooLittle, totalCoverage } from './coverage.ts';
import { resultOfApi, resultOfRun } from './result.ts';
import type { GivenSettings } from '../settings/read-target.ts';
import { settingsOf } from '../repeat/settings.ts';

/** The run of one API. `target` is its URL, or `embedded`. */
export interface ApiRun {
  readonly suite: Suite;
  readonly target: string;
  /** Its settings; none when left out. */
  readonly given?: GivenSettings;
  readonly results: readonly CaseResult[];
}

interface RunFacts {
  readonly runner?: ConformanceReport['runner'];
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly duration: number;
  readonly failOn: Level;
  /** The lowest level of requirements about security whose failure fails the run. */
  readonly failOnSecurity?: Level | undefined;
  /** The percentage of requirements that has to be tested. */
  readonly minTested?: number | undefined;
  /** Why not everything was run; undefined when it was. */
  readonly incomplete: string | undefined;
  /** The other problems that fail the run. */
  readonly problems: readonly string[];
  /** The outcome of sabotages of the target's responses. */
  readonly proof?: ProofReport | undefined;
  /** The cause that kept the run from testing everything that was selected. */
  readonly obstacles?: readonly string[];
}

/** Cases of one finding whose exchanges are kept; more would tell the same. */
const evidenceKept = 3;

/** Builds the report of a run. */
export function buildReport(runs: readonly ApiRun[], facts: RunFacts): ConformanceReport {
  const { failOn, failOnSecurity } = facts;
  const apis = runs.map((run) => buildApi(run, { failOn, failOnSecurity }));
  const counts = sumOf(apis.map((api) => api.counts));
  const coverage = totalCoverage(apis.flatMap((api) => api.coverage ?? []));
  const { obstacles = [] } = facts;
  const failures = [...facts.problems, ...(runs.length === 0 ? [] : tooLittle(coverage, facts.minTested))];
  const problems = [...obstacles, ...failures];
  const result = resultOfRun(apis, { failures, obstacles });
  return defined({
    version: 2 as const,
    runner: facts.runner,
    startedAt: facts.startedAt.toISOString(),
    durationMs: Math.round(facts.duration),
    failOn,
    failOnSecurity,
    requirementSet,
    conforms: result.result === 'conforms',
    ...result,
    complete: facts.incomplete === undefined,
    incomplete: facts.incomplete,
    problems: problems.length === 0 ? undefined : problems,
    counts,
    coverage,
    proof: facts.proof,
    asvs: asvsCoverage(apis.flatMap((api) => api.requirements)),
    apis,
  });
}

function buildApi({ suite, target, given, results }: ApiRun, gate: Gate): ApiReport {
  const { contract, plan, cases } = suite;
  const order = new Map(cases.map((each, index) => [each.id, index]));
  const inOrder = [...results].sort((a, b) => (order.get(a.case) ?? 0) - (order.get(b.case) ?? 0));
  const judged = new Map(inOrder.flatMap((each) => each.results).map((each) => [each.requirement.id, each]));
  const reasons = new Map(
    plan.untestable.map(({ id, reason }): [string, Reason] => [id, { code: 'documented', text: reason }]),
  );
  const requirements = [...plan.requirements, ...plan.untestable]
    .filter(({ id }) => judged.has(id) || reasons.has(id))
    .map((requirement) =>
      entry(requirement, caseOf(cases, requirement), judged.get(requirement.id), reasons.get(requirement.id)),
    );
  const counts = count(requirements);
  const result = resultOfApi(requirements, gate);
  const left = inOrder.map((each) => each.left).reduce(mergeLeftovers, undefined);
  const isClean = left === undefined || (left.accounts.length === 0 && left.sessions === 0);
  return defined({
    id: contract.id,
    title: contract.title,
    target,
    contract: contract.files.map((file) => ({ ...file })),
    conforms: result.result === 'conforms',
    ...result,
    counts,
    coverage: coverageOf(requirements, plan.requirements.length),
    requirements,
    findings: groupFindings(contract.id, inOrder).map((finding) => findingEntry(finding, inOrder, suite, given, gate)),
    defects: contract.defects.map(({ source, statement, reading }) => ({ source, statement, reading })),
    operations: observedOperations(
      contract,
      inOrder.flatMap((each) => each.calls),
    ),
    left: isClean ? undefined : { accounts: [...left.accounts], sessions: left.sessions },
    invalidLogins: left?.invalidLogins,
  });
}

function caseOf(cases: readonly Case[], requirement: Requirement): Case | undefined {
  return cases.find((each) => each.checks.some((check) => check.requirement === requirement.id));
}

function entry(
  requirement: Requirement,
  own: Case | undefined,
  result: RequirementResult | undefined,
  reason: Reason | undefined,
): RequirementReport {
  const { id, level, flow, statement, source, reading, security } = requirement;
  const why = result?.reason ?? (result === undefined ? reason : undefined);
  return defined({
    id,
    level,
    flow,
    family: own?.family,
    statement,
    source,
    reading,
    security: structuredClone(security) as Security | undefined,
    verdict: result?.verdict ?? 'not-testable',
    ...(why === undefined ? {} : reasonReport(why)),
    known: result?.known,
  });
}

function reasonReport(reason: Reason): Pick<RequirementReport, 'reason' | 'reasonCode' | 'cause' | 'settings'> {
  const { code, method, path, status } = reason;
  const [first, ...others] = reason.settings ?? [];
  return defined({
    reason: reasonText(reason),
    reasonCode: code,
    cause: method === undefined ? undefined : [code, method, path, status].join(' '),
    settings: first === undefined ? undefined : ([first, ...others] as [string, ...string[]]),
  });
}

function findingEntry(
  finding: Finding,
  results: readonly CaseResult[],
  { contract, cases }: Suite,
  given: GivenSettings | undefined,
  gate: Gate,
): FindingReport {
  const own = results
    .flatMap((each) => each.results)
    .filter((each) => finding.requirements.includes(each.requirement.id));
  const level = levels.find((each) => own.some(({ requirement }) => requirement.level === each)) ?? 'advice';
  const known = knownOf(own, gate);
  const shown = cases.find((each) => each.id === finding.cases[0]);
  const { id, requirements, summary, mismatch, occurrences } = finding;
  const source = own.find(({ requirement }) => requirement.id === requirements[0])?.requirement.source;
  const { operation, step, pointer, kind, code, status, expected, actual } = mismatch;
  return defined({
    id,
    level,
    gating: own.some(({ requirement }) => isGating(requirement, gate)) && known === undefined,
    known,
    requirements: requirements as [string, ...string[]],
    summary,
    operation,
    step,
    pointer,
    expected: expectedText(mismatch),
    actual: actualText(mismatch),
    mismatch: defined({ kind, code, status, expected: { ...expected }, actual: { ...actual } }),
    occurrences,
    quote: passageOf(contract, source),
    settings: shown === undefined ? undefined : settingsOf(shown, contract, given),
    evidence: finding.cases.slice(0, evidenceKept).map((name) => {
      const own = cases.find((each) => each.id === name);
      const ran = results.find((each) => each.case === name);
      // A case is called after its first requirement, which may be one that the target meets.
      const violated = ran?.results.find(({ requirement }) => requirements.includes(requirement.id));
      return {
        case: name,
        title: violated?.requirement.statement ?? own?.title ?? name,
        exchanges: (ran?.exchanges ?? []).map((each) => exchangeEntry(each, own)),
      };
    }),
  });
}

function exchangeEntry({ request, response, ...facts }: RecordedExchange, of: Case | undefined): ExchangeReport {
  const step = of?.steps.find(({ id }) => id === facts.step);
  return defined({
    ...facts,
    changed: step === undefined ? undefined : changesInWords(step),
    request: { ...request, headers: pairs(request.headers) },
    response: response === undefined ? undefined : { ...response, headers: pairs(response.headers) },
  });
}

function pairs(headers: RecordedExchange['request']['headers']): [string, string][] {
  return headers.map(([name, value]) => [name, value]);
}

/** A finding is known when all that would fail the run is. */
function knownOf(results: readonly RequirementResult[], gate: Gate): RequirementResult['known'] {
  const gating = results.filter(({ requirement }) => isGating(requirement, gate));
  return gating.every(({ known }) => known !== undefined) ? gating[0]?.known : undefined;
}

function count(requirements: readonly RequirementReport[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, warned: 0, blocked: 0, 'not-testable': 0, error: 0 };
  for (const { verdict } of requirements) counts[verdict] += 1;
  return counts;
}

/** The counts of several APIs or reports together. */
export function sumOf(all: readonly Counts[]): Counts {
  const total = count([]);
  for (const counts of all)
    for (const verdict of Object.keys(total) as (keyof Counts)[]) total[verdict] += counts[verdict];
  return total;
}
