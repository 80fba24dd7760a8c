/* Generated from schemas/conformance.schema.json by npm run generate. */

export type Headers = [string, string][];

/**
 * What a run found: conformance.json.
 */
export interface ConformanceReport {
  version: 2;
  /**
   * What executed the cases: the plain run, or Playwright's test runner.
   */
  runner?: 'session-conformance' | 'playwright';
  startedAt: string;
  durationMs: number;
  /**
   * The lowest level whose failure fails the run.
   */
  failOn: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * The same for requirements about security, where it is set.
   */
  failOnSecurity?: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * The version of what the harness asks of every contract: a file of `requirements`.
   */
  requirementSet?: string;
  /**
   * Whether `result` is `conforms`.
   */
  conforms: boolean;
  /**
   * What came of the run: `could-not-be-tested` where nothing failed, and something was in the way of what decides.
   */
  result?: 'conforms' | 'does-not-conform' | 'could-not-be-tested';
  /**
   * Why it could not be tested, in words.
   */
  untested?: string;
  /**
   * Every case of the tested contracts was run.
   */
  complete: boolean;
  /**
   * Why the run is not complete.
   */
  incomplete?: string;
  /**
   * What else fails the run: a missing shard, an entry of known-deviations.yaml that is no longer right, a report that held a secret.
   */
  problems?: string[];
  counts: Counts;
  coverage?: Coverage;
  /**
   * Each entry of OWASP ASVS 5.0, chapters V6, V7 and V9, and whether this run tested it.
   */
  asvs?: AsvsEntry[];
  proof?: ProofReport;
  history?: HistoryReport;
  apis: ApiReport[];
}
/**
 * Requirements per verdict.
 */
export interface Counts {
  passed: number;
  failed: number;
  warned: number;
  blocked: number;
  'not-testable': number;
  error: number;
}
/**
 * How many requirements were judged, of those that a request can test.
 */
export interface Coverage {
  tested: number;
  /**
   * Requirements that were not selected count too.
   */
  of: number;
  /**
   * How many more other settings would let it judge.
   */
  more: {
    settings: string;
    requirements: number;
  }[];
}
export interface AsvsEntry {
  id: string;
  subject: string;
  /**
   * Where it is tested: here, elsewhere by a review of documents, in a browser or on operations that no contract has, or only inside the server.
   */
  place: 'here' | 'documents' | 'browser' | 'operation' | 'inside';
  /**
   * Requirements that are about it.
   */
  requirements: number;
  /**
   * Those that were judged.
   */
  tested: number;
  /**
   * Those that the target violates.
   */
  violated: number;
}
/**
 * Sabotaged responses of the tested server, each in a case that passed: how many of them the harness noticed.
 */
export interface ProofReport {
  /**
   * The seed that drew them.
   */
  seed: number;
  /**
   * How many there are to draw from.
   */
  possible: number;
  tried: number;
  noticed: number;
  /**
   * Why fewer were tried than asked for: the target was in trouble.
   */
  ended?: string;
  /**
   * Those that were not noticed.
   */
  survivors: Survivor[];
}
export interface Survivor {
  id: string;
  /**
   * What the sabotaged server does.
   */
  sentence: string;
  case: string;
}
/**
 * What earlier runs found, if a folder of their reports was given.
 */
export interface HistoryReport {
  /**
   * Earlier runs.
   */
  runs: number;
  /**
   * When the first of them began.
   */
  since?: string;
  /**
   * Findings that this run does not have.
   */
  gone: GoneFinding[];
}
export interface GoneFinding {
  api: string;
  target: string;
  id: string;
  summary: string;
  /**
   * The run that had it first.
   */
  since: string;
  /**
   * The run that judged its requirements and did not have it; absent where none did.
   */
  until?: string;
}
export interface ApiReport {
  id: string;
  title: string;
  /**
   * The URL that was tested, or `embedded` for the embedded reference target.
   */
  target: string;
  /**
   * The files that the contract was read from.
   */
  contract?: ContractFileReport[];
  conforms: boolean;
  /**
   * As for the whole run.
   */
  result?: 'conforms' | 'does-not-conform' | 'could-not-be-tested';
  /**
   * Why it could not be tested, in words.
   */
  untested?: string;
  counts: Counts;
  coverage?: Coverage;
  requirements: RequirementReport[];
  findings: FindingReport[];
  defects: DefectReport[];
  /**
   * What was observed of each operation that was called.
   */
  operations?: OperationReport[];
  left?: LeftBehind;
  /**
   * How many invalid logins the configured account has seen, which a target may count; absent where none, and for embedded targets.
   */
  invalidLogins?: number;
}
export interface ContractFileReport {
  /**
   * Its path, as the run saw it.
   */
  name: string;
  sha256: string;
}
export interface RequirementReport {
  id: string;
  level: 'documented' | 'implied' | 'standard' | 'advice';
  flow:
    | 'before-login'
    | 'session-start'
    | 'login'
    | 'register'
    | 'verify'
    | 'token-info'
    | 'refresh'
    | 'change-password'
    | 'logout'
    | 'logout-all'
    | 'delete-account'
    | 'document';
  family?: 'outcomes' | 'parameters' | 'credentials' | 'lifecycle' | 'hardening';
  statement: string;
  source?: string;
  reading?: string;
  security?: Security;
  verdict: 'passed' | 'failed' | 'warned' | 'blocked' | 'not-testable' | 'error';
  /**
   * Why it is blocked, not testable or an error, in words.
   */
  reason?: string;
  /**
   * That reason as a code.
   */
  reasonCode?: string;
  /**
   * What has the same cause has the same value here, although the words of the reason may differ.
   */
  cause?: string;
  /**
   * The settings that would make it testable; absent where none would.
   *
   * @minItems 1
   */
  settings?: [string, ...string[]];
  known?: Known;
}
/**
 * What a requirement of security is about, and the entries of OWASP ASVS 5.0, CWE and the OWASP API Security Top 10 that ask for it.
 */
export interface Security {
  topic: string;
  asvs: string[];
  cwe: string[];
  apiTop10: string[];
}
/**
 * The entry of known-deviations.yaml that keeps it from failing the run.
 */
export interface Known {
  reason: string;
  owner: string;
  /**
   * The last day on which it holds.
   */
  expires: string;
}
/**
 * One defect, with everything that shows it.
 */
export interface FindingReport {
  id: string;
  /**
   * The most binding level among its requirements.
   */
  level: 'documented' | 'implied' | 'standard' | 'advice';
  /**
   * Whether it fails the run.
   */
  gating: boolean;
  known?: Known;
  /**
   * @minItems 1
   */
  requirements: [string, ...string[]];
  summary: string;
  /**
   * The operation whose answer shows it first.
   */
  operation?: string;
  /**
   * The step of the first case whose answer shows it.
   */
  step?: string;
  /**
   * JSON Pointer into the answer; empty for the whole.
   */
  pointer: string;
  /**
   * What was expected, in words.
   */
  expected: string;
  /**
   * What was received instead, in words.
   */
  actual: string;
  mismatch?: MismatchReport;
  occurrences: number;
  /**
   * What the document says where its first requirement cites it: the lines, where it is at hand, else the words of the contract.
   */
  quote?: string;
  /**
   * With a history: the run from which on every run that judged it has had it.
   */
  since?: string;
  /**
   * The settings that reproduce it: names whose values people set themselves, and those of the run as NAME=value.
   */
  settings?: string[];
  evidence: CaseEvidence[];
}
/**
 * The mismatch that shows a finding best, as values; absent in a report of version 1.
 */
export interface MismatchReport {
  kind: 'accepted' | 'rejected' | 'status' | 'body' | 'header' | 'relation' | 'disclosure' | 'no-response' | 'flaky';
  /**
   * The exact fact, such as `status-undocumented`.
   */
  code: string;
  /**
   * Of the response, where there is one.
   */
  status?: number;
  /**
   * Values such as statuses, a keyword, a header; secrets masked.
   */
  expected: {
    [k: string]: unknown;
  };
  /**
   * Values such as a status, a type, a failure; secrets masked.
   */
  actual: {
    [k: string]: unknown;
  };
}
/**
 * A case that shows the finding, and its exchanges.
 */
export interface CaseEvidence {
  case: string;
  title: string;
  exchanges: ExchangeReport[];
}
/**
 * One request and its answer, secrets masked.
 */
export interface ExchangeReport {
  step: string;
  operation: string;
  /**
   * How the request differs from the documented one, in words.
   */
  changed?: string;
  /**
   * Milliseconds.
   */
  duration: number;
  request: {
    method: string;
    url: string;
    headers: Headers;
    body?: string;
  };
  response?: {
    status: number;
    headers: Headers;
    body: string;
  };
  /**
   * What came instead of a response.
   */
  failure?: string;
}
/**
 * A place where the document contradicts itself.
 */
export interface DefectReport {
  source: string;
  statement: string;
  reading: string;
}
/**
 * All calls of one operation in a run: how they were answered, how fast, and with what that no document mentions.
 */
export interface OperationReport {
  id: string;
  method: string;
  path: string;
  calls: number;
  /**
   * Calls per status; `none` where no answer came.
   */
  statuses: Tally[];
  /**
   * Answers per member that the documented schemas do not name, as a JSON Pointer; `*` stands for any index.
   */
  undocumentedMembers: Tally[];
  /**
   * Answers per header that is neither documented nor plain HTTP, in lower case.
   */
  undocumentedHeaders: Tally[];
  timing: Timing;
}
export interface Tally {
  name: string;
  calls: number;
}
/**
 * Milliseconds from sending to the last byte.
 */
export interface Timing {
  fastest: number;
  median: number;
  /**
   * 95 of 100 calls took no longer.
   */
  p95: number;
  slowest: number;
  /**
   * Calls that took up to 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000 ms, and longer.
   */
  buckets: number[];
}
/**
 * What the run left behind on the target; absent where it left nothing, and for embedded targets.
 */
export interface LeftBehind {
  /**
   * The identities of accounts that were registered, or may have been, as they were sent.
   */
  accounts: string[];
  /**
   * Sessions that were opened and could not be closed.
   */
  sessions: number;
}
