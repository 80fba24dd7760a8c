/** One judge for each kind of expectation: pure functions of the exchanges. */
import type { Expectation } from '../../plan/model.ts';
import { headerIn } from '../../plan/operations.ts';
import type { Exchange } from '../http/exchange.ts';
import { headerOf, parseBody } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import { describeSchema } from '../../contract/members.ts';
import { allowsText } from '../../contract/validate.ts';
import { judgeAnswer, judgeProperty, oddities } from './answers.ts';
import type { Judgement, Mismatch } from './mismatch.ts';
import { fine, show, showAnswer } from './mismatch.ts';
import {
  carriesCredentials,
  isAccepted,
  isRejected,
  issued,
  isUnreadable,
  letIn,
  looksAccepted,
  promises,
  promisesJson,
  roleValue,
  statusOf,
} from './outcome.ts';
import { insidesIn, passwordIn } from './indiscretions.ts';
import { judgeClaims, judgeGuessable, judgeSameAnswer, judgeSigned } from './hardening.ts';
import { showsCredentials, showsIdentityOf, showsIdentityInstead, showsTokenOf } from './leak.ts';
import { jwtPart } from './schema.ts';

/** The exchanges of a case so far, and what is known of the target. */
export interface Evidence {
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly masker: Masker;
  readonly https: boolean;
  readonly loopback: boolean;
  /** Those of the clients that are configured. */
  readonly clientSecrets: readonly string[];
}

/** Judges an expectation. A step that was not sent blocks it. */
export function judge(expect: Expectation, evidence: Evidence): Judgement {
  const names = 'steps' in expect ? expect.steps : [expect.step];
  const exchanges: Exchange[] = [];
  for (const name of names) {
    const exchange = evidence.exchanges.get(name);
    if (exchange === undefined) return { blocked: `the request "${name}" could not be sent` };
    exchanges.push(exchange);
  }
  const [first, second] = exchanges;
  if (first === undefined) return { blocked: 'nothing was sent' };
  const { masker } = evidence;
  switch (expect.kind) {
    case 'answers':
      return expect.situation === 'success'
        ? judgeAnswer(first, expect.situation, masker)
        : orLeak(judgeAnswer(first, expect.situation, masker), first, evidence);
    case 'property':
      return judgeProperty(first, expect.schema, masker);
    case 'accepted':
      return judgeAccepted(
        first,
        expect.beside === undefined ? undefined : evidence.exchanges.get(expect.beside),
        masker,
      );
    case 'rejected':
      return orLeak(judgeRejected(first, masker), first, evidence);
    case 'one-accepted':
      return second === undefined ? fine : judgeOneAccepted(first, second, masker);
    case 'media-type':
      return judgeMediaType(first, expect.of);
    case 'no-server-error':
      return judgeNoServerError(first, expect.readable === true, masker);
    case 'token-claims':
      return judgeClaims(first);
    case 'header':
      return judgeHeader(first, expect, masker);
    case 'same':
      return second === undefined ? fine : judgeSame(first, second, expect.role, masker);
    case 'distinct':
      return judgeDistinct(exchanges, expect.role, masker);
    case 'own-identity':
      return judgeIdentity(
        first,
        expect.beside === undefined ? undefined : evidence.exchanges.get(expect.beside),
        masker,
      );
    case 'same-answer':
      return second === undefined ? fine : judgeSameAnswer(first, second, masker);
    case 'status-in':
      return judgeStatusIn(first, expect.statuses);
    case 'no-redirect': {
      const status = statusOf(first);
      if (status === undefined) return { blocked: 'there was no answer' };
      return status < 300 || status > 399 ? fine : mismatch(first, 'status', 'no redirect', `status ${status}`);
    }
    case 'unguessable':
      return judgeGuessable(exchanges, masker);
    case 'no-password':
      return judgeNoPassword(first);
    case 'no-insides':
      return judgeNoInsides(first, masker);
    case 'not-let-in':
      return judgeNotLetIn(first, evidence.exchanges.get(expect.beside), masker);
    case 'nothing-of':
      return judgeNothingOf(first, expect, evidence);
    case 'no-new-token':
      return judgeNoNewToken(first, masker);
    case 'signed-token':
      return judgeSigned(first);
    case 'https':
      return judgeHttps(first, evidence);
  }
}

function mismatch(
  exchange: Exchange,
  kind: Mismatch['kind'],
  expected: string,
  actual: string,
  pointer = '',
): Judgement {
  return { mismatches: [{ operation: exchange.operation.id, step: exchange.step, kind, pointer, expected, actual }] };
}

/** Accepted, with an answer that is as promised wherever that to the plain request is; a defect of both is the plain one's. */
function judgeAccepted(exchange: Exchange, plain: Exchange | undefined, masker: Masker): Judgement {
  if (isAccepted(exchange)) {
    const place = ({ kind, pointer }: Mismatch): string => `${kind} ${pointer}`;
    const common = new Set(plain === undefined ? [] : oddities(plain, masker).map(place));
    const own = plain === undefined ? [] : oddities(exchange, masker).filter((each) => !common.has(place(each)));
    // Behind what both lack, one may lack more.
    if (own.length === 0 && common.size > 0 && plain !== undefined && shapeOf(exchange) !== shapeOf(plain))
      return { blocked: 'the plain request is not answered as promised either, and otherwise than this one' };
    return { mismatches: own };
  }
  const kind = 'failure' in exchange.result ? 'no-answer' : isUnreadable(exchange) ? 'body' : 'refused';
  return mismatch(exchange, kind, 'the request is accepted', showAnswer(exchange, masker));
}

/** The members and types of an answer's JSON, without its values. */
function shapeOf(exchange: Exchange): string {
  const parsed = parseBody(exchange);
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shape);
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    const members = Object.entries(value).map(([name, member]) => [name, shape(member)] as const);
    return members.sort(([one], [other]) => (one < other ? -1 : 1));
  };
  return 'json' in parsed ? JSON.stringify(shape(parsed.json)) : parsed.problem;
}

/** Refused, without a server error and without credentials in the answer. */
export function judgeRejected(exchange: Exchange, masker: Masker): Judgement {
  const expected = 'the request is rejected, without a server error and without credentials';
  const actual = showAnswer(exchange, masker);
  if ('failure' in exchange.result) return mismatch(exchange, 'no-answer', expected, actual);
  if ((statusOf(exchange) ?? 0) >= 500) return mismatch(exchange, 'status', expected, actual);
  if (!isRejected(exchange)) return mismatch(exchange, letIn(exchange) ? 'accepted' : 'status', expected, actual);
  if (carriesCredentials(exchange))
    return mismatch(exchange, 'accepted', expected, `a refusal that carries credentials: ${actual}`);
  if (looksAccepted(exchange))
    return mismatch(exchange, 'accepted', expected, `a refusal with the body of a success: ${actual}`);
  return fine;
}

/** A refusal that is as it should be, unless it shows what it must not. */
function orLeak(judged: Judgement, exchange: Exchange, { exchanges, masker, clientSecrets }: Evidence): Judgement {
  if (judged !== fine || !showsCredentials(exchange, [...exchanges.values()], clientSecrets)) return judged;
  const actual = `a refusal that shows a token, a password or a client's secret: ${showAnswer(exchange, masker)}`;
  return mismatch(exchange, 'accepted', 'a refusal without credentials', actual);
}

/** Of two that cannot both be right, one is. */
function judgeOneAccepted(first: Exchange, second: Exchange, masker: Masker): Judgement {
  const got = [first, second].filter(letIn).length;
  if (got === 0 && isAccepted(first) && isAccepted(second)) return { blocked: 'neither answer has a token' };
  if (got < 2) return fine;
  const expected = `"${first.step}" or "${second.step}" is refused`;
  return mismatch(second, 'accepted', expected, `both are accepted: ${showAnswer(second, masker)}`);
}

function judgeNoServerError(exchange: Exchange, readable: boolean, masker: Masker): Judgement {
  const status = statusOf(exchange);
  const kind = status === undefined ? 'no-answer' : readable && isUnreadable(exchange) ? 'body' : 'status';
  if (kind === 'status' && (status ?? 0) < 500) return fine;
  const expected = kind === 'body' ? 'JSON, as in every success' : 'an answer that is no server error';
  return mismatch(exchange, kind, expected, showAnswer(exchange, masker));
}

/** What is JSON is labelled so, and the other way round. */
function judgeMediaType(exchange: Exchange, of: 'success' | 'refusal'): Judgement {
  if (of === 'success' && !isAccepted(exchange)) return { blocked: 'there is no success answer to look at' };
  const type = headerOf(exchange, 'content-type');
  const essence = type?.split(';')[0]?.trim().toLowerCase();
  const labelled = essence !== undefined && /^application\/(json|.+\+json)$/.test(essence);
  const parsed = parseBody(exchange);
  if (!('json' in parsed)) {
    if (parsed.empty || !labelled) return { notTestable: 'the answer has no JSON' };
    if (promisesJson(exchange)) return { blocked: 'the answer is not JSON' };
    return mismatch(exchange, 'header', 'JSON, as the Content-Type says', parsed.problem);
  }
  if (typeof parsed.json !== 'object' || parsed.json === null) return fine;
  if (essence !== undefined && /^(application\/(json|.+\+json)|text\/json)$/.test(essence)) return fine;
  return mismatch(
    exchange,
    'header',
    'Content-Type: application/json',
    type === undefined ? 'no Content-Type' : `Content-Type: ${type}`,
  );
}

function judgeHeader(exchange: Exchange, expect: Extract<Expectation, { kind: 'header' }>, masker: Masker): Judgement {
  const status = statusOf(exchange);
  if (status === undefined) return { blocked: 'there was no answer' };
  if (expect.onStatus !== undefined && status !== expect.onStatus)
    return { notTestable: `the answer is ${status}, which needs no such header` };
  if (expect.onStatus === undefined && !isAccepted(exchange)) return { blocked: 'the request was not accepted' };
  const { name, required, schema } = headerIn(exchange.operation, expect);
  const value = headerOf(exchange, name);
  if (value === undefined)
    return required ? mismatch(exchange, 'header', `the header ${name}`, 'no such header') : fine;
  if (allowsText(schema, value)) return fine;
  return mismatch(
    exchange,
    'header',
    `${name}: ${describeSchema(schema)}`,
    `${name}: ${masker.maskHeader(name, value)}`,
  );
}

type ValueRole = Parameters<typeof roleValue>[1];

function judgeSame(first: Exchange, second: Exchange, role: ValueRole, masker: Masker): Judgement {
  const [a, b] = [roleValue(first, role), roleValue(second, role)];
  if (b === undefined && !promises(second.operation, role, 'required'))
    return { notTestable: `the answer has no ${role.replace('-', ' ')}, which is optional` };
  if (a === undefined || b === undefined) return { blocked: `an answer has no ${role.replace('-', ' ')}` };
  if (a === b) return fine;
  return mismatch(
    second,
    'relation',
    `the ${role.replace('-', ' ')} of "${first.step}", ${show(a, masker, role)}`,
    show(b, masker, role),
  );
}

function judgeDistinct(exchanges: readonly Exchange[], role: ValueRole, masker: Masker): Judgement {
  const seen = new Map<string, Exchange>();
  for (const exchange of exchanges) {
    const value = roleValue(exchange, role);
    if (value === undefined) return { blocked: `an answer has no ${role.replace('-', ' ')}` };
    const earlier = seen.get(value);
    if (earlier !== undefined)
      return mismatch(
        exchange,
        'relation',
        `another ${role.replace('-', ' ')} than "${earlier.step}" got`,
        `the same, ${show(value, masker, role)}`,
      );
    seen.set(value, exchange);
  }
  return fine;
}

function judgeIdentity(exchange: Exchange, beside: Exchange | undefined, masker: Masker): Judgement {
  const value = roleValue(exchange, 'identity');
  if (value === undefined) return { blocked: 'the answer has no identity' };
  if (!exchange.identity.includes('@')) return { notTestable: 'the configured username is not an e-mail address' };
  if (namesItself(exchange)) return fine;
  if (beside !== undefined && !namesItself(beside) && !namesOther(exchange, beside))
    return { notTestable: 'the answers name no account by what it logs in with, and need not' };
  return mismatch(exchange, 'relation', `${show(exchange.identity, masker)}, who logged in`, show(value, masker));
}

function namesItself(exchange: Exchange): boolean {
  return namesOther(exchange, exchange);
}

/** Whether an answer names who logged in at another time. */
function namesOther(exchange: Exchange, other: Exchange): boolean {
  return roleValue(exchange, 'identity')?.toLowerCase() === other.identity.toLowerCase();
}

function judgeStatusIn(exchange: Exchange, statuses: readonly number[]): Judgement {
  const status = statusOf(exchange);
  if (status === undefined) return { blocked: 'there was no answer' };
  return statuses.includes(status)
    ? fine
    : mismatch(exchange, 'status', `status ${statuses.join(' or ')}`, `status ${status}`);
}

function judgeNoPassword(exchange: Exchange): Judgement {
  if (!('response' in exchange.result)) return { blocked: 'there was no answer' };
  if (exchange.password.length < 6) return { notTestable: 'the password is too short to be searched for' };
  const payload = JSON.stringify(jwtPart(issued(exchange, 'token') ?? '', 1) ?? '');
  const { headers, body } = exchange.result.response;
  const values = headers.map(([, value]) => value).join('\n');
  const found = passwordIn(`${Buffer.from(body).toString('utf8')}\n${values}\n${payload}`, exchange);
  return found === undefined
    ? fine
    : mismatch(exchange, 'body', 'an answer without the password', `${found} stands in the answer`);
}

function judgeNoInsides(exchange: Exchange, masker: Masker): Judgement {
  if (!('response' in exchange.result)) return { blocked: 'there was no answer' };
  const found = insidesIn(Buffer.from(exchange.result.response.body).toString('utf8'));
  if (found === undefined) return fine;
  const { what, shown } = found;
  return mismatch(
    exchange,
    'relation',
    "an answer that shows nothing of the server's code",
    `${what}: ${masker.mask(shown)}`,
  );
}

/** Anything but an answer that lets somebody in; `plain` is the answer to a request that has to be let in. */
function judgeNotLetIn(exchange: Exchange, plain: Exchange | undefined, masker: Masker): Judgement {
  if ('failure' in exchange.result) return { blocked: 'there was no answer' };
  if (letIn(exchange)) return mismatch(exchange, 'accepted', 'nobody is let in', showAnswer(exchange, masker));
  if (isAccepted(exchange) && (plain === undefined || !letIn(plain)))
    return { blocked: 'the plain request is answered without a token, too' };
  return fine;
}

/** An answer that holds nothing of others. */
function judgeNothingOf(
  exchange: Exchange,
  { of, what }: Extract<Expectation, { kind: 'nothing-of' }>,
  { exchanges, masker }: Evidence,
): Judgement {
  if (!('response' in exchange.result)) return { blocked: 'there was no answer' };
  const others = of.flatMap((step) => exchanges.get(step) ?? []);
  const shows = { token: showsTokenOf, identity: showsIdentityOf, another: showsIdentityInstead }[what];
  if (!shows(exchange, others)) return fine;
  const [expected, shown] =
    what === 'token'
      ? ['no token of another session', 'a token of another session']
      : ['no identity of another user', 'the identity of another user'];
  return mismatch(exchange, 'relation', expected, `${shown}: ${showAnswer(exchange, masker)}`);
}

/** An acceptance that hands out no token, where none is promised. */
function judgeNoNewToken(exchange: Exchange, masker: Masker): Judgement {
  if (!isAccepted(exchange)) return { blocked: 'the request was not accepted' };
  if (!carriesCredentials(exchange)) return fine;
  return mismatch(exchange, 'relation', 'no new token', `a token that was not sent: ${showAnswer(exchange, masker)}`);
}

function judgeHttps(exchange: Exchange, evidence: Evidence): Judgement {
  if (evidence.https) return fine;
  if (evidence.loopback) return { notTestable: 'the target is on this machine, where plain HTTP is right' };
  return mismatch(exchange, 'header', 'an https: URL', 'plain HTTP');
}
