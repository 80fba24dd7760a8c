/** Exchanges as a target might have answered, and what the judges say of them, without a network. */
import assert from 'node:assert/strict';
import { judge } from '../../src/engine/judge/judge.ts';
import type { Judgment } from '../../src/engine/judge/judgment.ts';
import type { Exchange } from '../../src/engine/http/exchange.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { observe } from '../../src/engine/observe/observation.ts';
import type { Expectation } from '../../src/plan/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
}

/** An exchange of an operation in which this was the answer; a text is sent as it is. */
export async function exchange(
  api: string,
  operation: string,
  { status, body, type = 'application/json' }: Answer,
): Promise<Exchange> {
  const { contract } = await loadSuite(api);
  const found = contract.operations.find(({ id }) => id === operation);
  assert.ok(found);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    step: 'it',
    operation: found,
    request: {
      method: found.method,
      url: 'http://127.0.0.1/',
      query: [],
      headers: {},
      body: '{"username":"kate@example.com"}',
    },
    result: {
      response: { status, headers: type === '' ? [] : [['content-type', type]], body: new TextEncoder().encode(text) },
    },
    sentAt: 0,
    duration: 1,
    identity: 'kate@example.com',
    password: 'Correct-Horse-1',
  };
}

/** The judgment of an expectation on exchanges, each under its step. */
export function judgmentOf(expect: Expectation, ...made: readonly Exchange[]): Judgment {
  return judge(expect, {
    exchanges: new Map(made.map((each) => [each.step, observe(each)])),
    masker: new Masker('salt'),
    https: false,
    loopback: false,
    clientSecrets: [],
  });
}

/** A judgment in a word: the kinds of its mismatches with their places, `fine`, or why there is none. */
export function inWords(judgment: Judgment): string {
  if ('blocked' in judgment) return `blocked: ${judgment.blocked.code}`;
  if ('notTestable' in judgment) return `not testable: ${judgment.notTestable.code}`;
  return judgment.mismatches.map(({ kind, pointer }) => `${kind}${pointer}`).join(' ') || 'fine';
}

/** The judgment of an expectation on one answer of an operation, in a word. */
export async function judged(api: string, operation: string, answer: Answer, expect: Expectation): Promise<string> {
  return inWords(judgmentOf(expect, await exchange(api, operation, answer)));
}

/** A success of goact. */
export const token = { user: 1231, access_token: '2YotnFZFEjr1zCsicMWpAA', token_type: 'user', expires_in: 3600 };

export const rejected: Expectation = { kind: 'rejected', step: 'it' };
