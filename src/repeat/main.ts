/** Reproduces a finding with the engine of the run. Bundled, this file needs nothing but Node. */
import { defined } from '../core/defined.ts';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Contract } from '../contract/model.ts';
import { LockoutTracker } from '../engine/accounts/lockout.ts';
import { realTime } from '../engine/context.ts';
import type { RunContext } from '../engine/context.ts';
import { usualLimits } from '../engine/http/limits.ts';
import { nodeTransport } from '../engine/http/node-transport.ts';
import { rateLimiterFor } from '../engine/limits/rate-limiter.ts';
import { Masker } from '../engine/masking/mask.ts';
import { missingPrerequisite } from '../engine/prerequisites.ts';
import { findingId } from '../engine/results/finding-id.ts';
import type { Mismatch } from '../engine/results/mismatch.ts';
import { Run } from '../engine/run.ts';
import type { Case, Requirement } from '../plan/model.ts';
import { targetFrom } from '../settings/read-target.ts';
import { Reader } from '../settings/reader.ts';
import type { Environment } from '../settings/names.ts';
import type { Target } from '../settings/target.ts';
import { actualText, expectedText } from '../words/mismatches.ts';
import { reasonText } from '../words/reasons.ts';

/** A finding and the case that showed it. Nothing in it is secret. */
export interface Reproduction {
  readonly finding: string;
  /** The ids of the requirements that it violates. */
  readonly violated: readonly string[];
  readonly contract: Contract;
  readonly case: Case;
  /** The requirements that the case judges. */
  readonly requirements: readonly Requirement[];
  /** Settings of the run by their names, the target's URL among them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Whether a finding occurs again. */
export interface Outcome {
  readonly result: 'Reproduced' | 'Not reproduced' | 'Inconclusive';
  /** One sentence, or several lines. */
  readonly text: string;
  /** Operation and status of each exchange, in order. */
  readonly exchanges: readonly string[];
}

const exitCodes = { Reproduced: 1, 'Not reproduced': 0, Inconclusive: 2 } as const;

/**
 * Reads a finding, reproduces it on the target of its run or on that of `TARGET_URL`, and prints the outcome.
 * @param environment settings; they replace those of the run
 * @returns the exit code: 1 reproduced, 0 not reproduced, 2 inconclusive
 */
export async function reproduce(file: URL, environment: Environment): Promise<0 | 1 | 2> {
  const { result, text, exchanges } = await read(file)
    .then((reproduction) => outcomeOn(reproduction, environment))
    // Node ends with 1 at an error, which would say that the defect occurs again.
    .catch((error: unknown): Outcome => ({ result: 'Inconclusive', text: whyNot(file, error), exchanges: [] }));
  const lines = [...exchanges, `${result}: ${text}`].join('\n');
  // A response may hold characters that steer a terminal.
  console.log(lines.replace(/(?![\n\t])\p{Cc}/gu, '\uFFFD'));
  return exitCodes[result];
}

async function read(file: URL): Promise<Reproduction> {
  return JSON.parse(await readFile(file, 'utf8')) as Reproduction;
}

function whyNot(file: URL, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `the script failed (${reason}); ${file.pathname} has to be as the run wrote it.`;
}

async function outcomeOn(reproduction: Reproduction, environment: Environment): Promise<Outcome> {
  const target = readTarget(reproduction, environment);
  if ('problems' in target) {
    const text = ['the settings are wrong or incomplete.', ...target.problems.map((each) => `  - ${each}`)].join('\n');
    return { result: 'Inconclusive', text, exchanges: [] };
  }
  const { url, timeout, insecureTls, pace } = target;
  const rateLimiter = rateLimiterFor(new URL(url).origin, pace);
  const limits = { ...usualLimits, timeout: timeout * 1000 };
  const transport = nodeTransport(url, { limits, insecureTls, keepAlive: rateLimiter === undefined });
  try {
    return await executeAgain(reproduction, {
      target,
      transport,
      ...defined({ rateLimiter }),
      lockouts: new LockoutTracker(),
      cleanUp: true,
      newMasker: () => new Masker(),
      ...realTime,
    });
  } finally {
    await transport.close();
  }
}

/** The target that the settings describe, or everything that is wrong with them for this case. */
function readTarget(reproduction: Reproduction, environment: Environment): Target | Problems {
  const { contract, settings, case: each } = reproduction;
  const own = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const read = new Reader({ ...settings, ...Object.fromEntries(own) });
  const target = targetFrom(read, contract.id, () => randomBytes(3).toString('hex'));
  if (read.text('TARGET_URL') === undefined) read.problem('TARGET_URL is needed: the base URL of the target');
  const missing = each.needs.map((need) => missingPrerequisite({ ...each, needs: [need] }, contract, target));
  const reasons = missing.filter((reason) => reason !== undefined).map(reasonText);
  const problems = [...read.problems, ...new Set(reasons)];
  return problems.length === 0 ? target : { problems };
}

interface Problems {
  readonly problems: readonly string[];
}

/** Executes the case of a finding and looks for the same defect. */
export async function executeAgain(
  reproduction: Reproduction,
  on: Omit<RunContext, 'contract' | 'requirements'>,
): Promise<Outcome> {
  const { finding, violated, contract, case: testCase } = reproduction;
  const requirements = new Map(reproduction.requirements.map((each) => [each.id, each]));
  const context = { ...on, contract, requirements };
  const run = new Run({ cases: [testCase], context, gate: 'advice', concurrency: 1 });
  const { results, unattributed = [], calls } = await run.result(testCase.id);
  const exchanges = calls.map(({ operation, status }) => `${operation}: ${status ?? 'no response'}`);
  const found = [...results.flatMap(({ mismatches }) => mismatches), ...unattributed];
  const same = found.find((mismatch) => findingId(contract.id, mismatch) === finding);
  if (same !== undefined) {
    const { operation, pointer } = same;
    const place = pointer === '' ? operation : `${operation} at ${pointer}`;
    return { result: 'Reproduced', text: `${place}\n${differenceIn(same)}`, exchanges };
  }
  // An unattributed mismatch occurs in a case that judges other requirements.
  const judged = results.filter(({ requirement }) => violated.includes(requirement.id));
  const own = judged.length > 0 ? judged : results;
  const reason = own.find((result) => result.reason !== undefined)?.reason;
  if (own.length === 0) return { result: 'Inconclusive', text: 'the case judged no requirement.', exchanges };
  if (reason !== undefined) return { result: 'Inconclusive', text: reasonText(reason), exchanges };
  const [other] = judged.length > 0 ? own.flatMap(({ mismatches }) => mismatches) : found;
  if (other !== undefined) {
    const text = `there is another mismatch.\n${differenceIn(other)}`;
    return { result: 'Inconclusive', text, exchanges };
  }
  return { result: 'Not reproduced', text: `the target ${own[0]?.requirement.statement ?? ''}`, exchanges };
}

function differenceIn(mismatch: Mismatch): string {
  return `  expected: ${expectedText(mismatch)}\n  actual:   ${actualText(mismatch)}`;
}
