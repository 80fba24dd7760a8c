/** Reports to look at: made up, of any size, as nasty as a server can make them. */
import type {
  ApiReport,
  CaseEvidence,
  ConformanceReport,
  Counts,
  FindingReport,
  OperationReport,
  RequirementReport,
} from '../../src/generated/conformance.ts';

/** The parts of a report. */
interface Recipe {
  readonly apis: number;
  /** Of each API. */
  readonly requirements: number;
  /** Of each API. */
  readonly findings: number;
  /** Put at the end of every text that a server or a contract can choose. */
  readonly planted?: string;
  readonly target?: string;
}

const flows = ['login', 'register', 'token-info', 'logout'] as const;
const families = ['outcomes', 'parameters', 'credentials', 'lifecycle', 'hardening'] as const;
const levels = ['documented', 'implied', 'standard', 'advice'] as const;

/** Makes a report; the same recipe makes the same one. */
export function makeReport(recipe: Recipe): ConformanceReport {
  const apis = Array.from({ length: recipe.apis }, (_, index) => makeApi(`api${index + 1}`, recipe));
  return {
    version: 2,
    startedAt: '2030-01-02T03:04:05.000Z',
    durationMs: 12_345,
    failOn: 'implied',
    conforms: apis.every(({ conforms }) => conforms),
    complete: true,
    counts: count(apis.flatMap(({ requirements }) => requirements)),
    apis,
  };
}

function makeApi(id: string, recipe: Recipe): ApiReport {
  const { planted = '' } = recipe;
  const requirements = Array.from({ length: recipe.requirements }, (_, index) =>
    makeRequirement(id, index, index < recipe.findings, planted),
  );
  const findings = requirements.slice(0, recipe.findings).map((each, index) => makeFinding(id, index, each, planted));
  const gating = findings.some((finding) => finding.gating);
  return {
    id: `${id}${planted}`,
    title: `The ${id} API${planted}`,
    target: `${recipe.target ?? `https://${id}.example.com`}${planted}`,
    conforms: !gating,
    counts: count(requirements),
    requirements,
    findings,
    defects: [
      { source: `${id}.txt:3${planted}`, statement: `says two things${planted}`, reading: `the first${planted}` },
    ],
    operations: [makeOperation('login', planted), makeOperation('register', planted)],
    left: {
      accounts: Array.from({ length: 7 }, (_, index) => `conformance.1f2e3d.${index}@example.com${planted}`),
      sessions: 2,
    },
  };
}

function makeRequirement(api: string, index: number, fails: boolean, planted: string): RequirementReport {
  const level = levels[index % levels.length] ?? 'documented';
  const untestable = !fails && index % 23 === 22;
  const gating = level === 'documented' || level === 'implied';
  return {
    id: `${api}/${flows[index % flows.length] ?? ''}/requirement-${index}${planted}`,
    level,
    flow: flows[index % flows.length] ?? 'login',
    family: families[index % families.length] ?? 'outcomes',
    statement: `responds to request number ${index} with a \`token\` that is a non-empty string${planted}`,
    source: `${api}.txt:${index + 1}${planted}`,
    ...(index % 3 === 0 ? { reading: `The text is unclear, so case ${index} accepts either.${planted}` } : {}),
    verdict: fails ? (gating ? 'failed' : 'warned') : untestable ? 'not-testable' : 'passed',
    ...(untestable
      ? {
          reason: `No second account is configured. Set TARGET_SECOND_USERNAME.${planted}`,
          reasonCode: 'no-second-account',
          settings: ['TARGET_SECOND_USERNAME'],
        }
      : {}),
  };
}

function makeFinding(api: string, index: number, { id, level }: RequirementReport, planted: string): FindingReport {
  return {
    id: `${api}-${String(index).padStart(8, '0')}${planted}`,
    level,
    gating: level === 'documented' || level === 'implied',
    requirements: [id],
    summary: `login responds 200 instead of 404 to request ${index}${planted}`,
    operation: `login${planted}`,
    step: `request${planted}`,
    pointer: '/user',
    expected: `status 404 for request ${index}${planted}`,
    actual: `status 200 for request ${index}${planted}`,
    occurrences: 3,
    quote: `a line of the document${planted}`,
    since: '2030-01-01T00:00:00.000Z',
    settings: ['TARGET_USERNAME', `TARGET_PASSWORD${planted}`],
    evidence: ['first', 'second', 'third'].map((name) => makeEvidence(`${name} case of finding ${index}`, planted)),
  };
}

function makeEvidence(title: string, planted: string): CaseEvidence {
  const answer = {
    user: `someone${planted}`,
    note: 'x'.repeat(300),
    roles: ['reader', 'writer'],
    nested: { ok: true },
  };
  const request = {
    method: `POST${planted}`,
    url: `https://api.example.com/session/login?x=${planted}`,
    headers: [
      ['Accept', 'application/json'],
      [`X-Sent${planted}`, `value${planted}`],
    ] as [string, string][],
    body: JSON.stringify({ email: `someone@example.com${planted}`, password: '‹0a1b2c3d›' }, undefined, 2),
  };
  const plain = { ...request, body: request.body.replace('‹0a1b2c3d›', '‹4e5f6a7b›') };
  return {
    case: `case${planted}`,
    title: `${title}${planted}`,
    exchanges: [
      {
        step: `login${planted}`,
        operation: `login${planted}`,
        duration: 12.3,
        request,
        response: {
          status: 200,
          headers: [
            ['Content-Type', `text/html${planted}`],
            [`X-Got${planted}`, `value${planted}`],
          ],
          body: `<html>not JSON</html>${planted}`,
        },
      },
      {
        step: `request${planted}`,
        operation: `login${planted}`,
        changed: `\`password\` is the password, cut${planted}`,
        duration: 1234,
        request,
        response: { status: 200, headers: [['Date', 'today']], body: JSON.stringify(answer, undefined, 2) },
      },
      {
        step: `again${planted}`,
        operation: `login${planted}`,
        duration: 10_000,
        request: plain,
        failure: `gone${planted}`,
      },
    ],
  };
}

function makeOperation(id: string, planted: string): OperationReport {
  return {
    id: `${id}${planted}`,
    method: `POST${planted}`,
    path: `/${id}${planted}`,
    calls: 10,
    statuses: [{ name: `200${planted}`, calls: 10 }],
    undocumentedMembers: [{ name: `/extra${planted}`, calls: 4 }],
    undocumentedHeaders: [{ name: `x-powered-by${planted}`, calls: 10 }],
    timing: { fastest: 0.8, median: 4.2, p95: 40, slowest: 120, buckets: [1, 2, 3, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] },
  };
}

function count(requirements: readonly RequirementReport[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, warned: 0, blocked: 0, 'not-testable': 0, error: 0 };
  for (const { verdict } of requirements) counts[verdict] += 1;
  return counts;
}
