import { insidesIn, passwordIn } from './indiscretions.js';
import { misfit } from './schema.js';
import { claimed, guessable, jwtPart } from './tokens.js';

/** @typedef {{ step: string, operation: string, status: number | undefined, headers: Headers | undefined, text: string, utf8: boolean, sent: string, identity: string, password: string, failure?: string }} Exchange */
/** @typedef {{ when: string, status: string, schema?: object, bodyOptional: boolean, roles?: Record<string, string> }} Answer */
/** @typedef {{ answers: Answer[], credentials: string[] }} Operation */

/** @param {Exchange} exchange @returns {{ json: any } | undefined} */
export function parsed({ text, utf8 }) {
  try {
    return !utf8 || text.startsWith('\uFEFF') ? undefined : { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** @param {any} json @param {string} pointer */
export function valueAt(json, pointer) {
  let value = json;
  for (const token of pointer.split('/').slice(1)) {
    const key = token === '*' ? '0' : token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The success answer that an exchange is held against. @param {Exchange} exchange @param {Operation} operation */
function successOf({ status = 0 }, { answers }) {
  const successes = answers.filter(({ when }) => when === 'success');
  return successes.find((answer) => statusMatches(status, answer.status)) ?? successes[0];
}

/** The token, user id or another thing that an answer holds. @param {Exchange} exchange @param {Operation} operation @param {string} role */
export function roleOf(exchange, operation, role) {
  const pointer = successOf(exchange, operation)?.roles?.[role];
  const value = pointer === undefined ? undefined : valueAt(parsed(exchange)?.json, pointer);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

/** @param {number} status @param {string} pattern */
function statusMatches(status, pattern) {
  if (pattern === 'default') return status >= 300 && status < 500;
  return /^\dXX$/i.test(pattern) ? Math.floor(status / 100) === Number(pattern[0]) : status === Number(pattern);
}

/** A success status whose body is that of a documented failure. @param {Exchange} exchange @param {Operation} operation */
function isMarkedFailure(exchange, { answers }) {
  const { status = 0 } = exchange;
  const body = parsed(exchange);
  const successes = answers.filter(({ when }) => when === 'success').map(({ schema }) => JSON.stringify(schema));
  if (status > 299 || body === undefined) return false;
  return answers.some(
    ({ schema, status: pattern }) =>
      schema !== undefined &&
      !successes.includes(JSON.stringify(schema)) &&
      statusMatches(status, pattern) &&
      misfit(schema, body.json) === undefined,
  );
}

/** @param {Exchange} exchange @param {Operation} operation */
export function isAccepted(exchange, operation) {
  const { status = 0 } = exchange;
  if (status < 200 || status > 299 || isMarkedFailure(exchange, operation)) return false;
  const answer = successOf(exchange, operation);
  if (answer?.schema === undefined) return true;
  const body = parsed(exchange);
  if (body === undefined) return answer.bodyOptional && exchange.text === '';
  return (typeof body.json === 'object' && body.json !== null) || misfit(answer.schema, body.json) === undefined;
}

/** @param {Exchange} exchange @param {Operation} operation */
export function isRejected(exchange, operation) {
  const { status = 0 } = exchange;
  return (status >= 300 && status < 500) || isMarkedFailure(exchange, operation);
}

/** Long and mixed enough to be no word. @param {string} text */
function looksIssued(text) {
  return /^\S{8,}$/.test(text) && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));
}

/** Whether an answer holds a token that was not sent. @param {Exchange} exchange @param {Operation} operation */
function carriesCredentials(exchange, operation) {
  /** @param {any} value @returns {boolean} */
  const carries = (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([name, member]) =>
        (typeof member === 'string' &&
          looksIssued(member) &&
          operation.credentials.includes(name) &&
          !exchange.sent.includes(JSON.stringify(member).slice(1, -1))) ||
        carries(member),
    );
  const names = operation.credentials.map((/** @type {string} */ each) => each.toLowerCase().replaceAll('_', '-'));
  const inHeader = [...(exchange.headers ?? [])].some(([name, value]) => {
    const isHandedOut = /^(authorization|(x-)?(auth|access|session|user)-?token)$/.test(name) || names.includes(name);
    const bare = value.replace(/^\w+ +/, '');
    const credential = /^(realm|error)=/i.test(bare) ? '' : bare.replace(/^token=/i, '').replace(/^"|"$/g, '');
    return isHandedOut && looksIssued(credential) && !exchange.sent.includes(JSON.stringify(credential).slice(1, -1));
  });
  return inHeader || carries(parsed(exchange)?.json);
}

/** Whether a member is true that is so in every success and in no failure. @param {Operation} operation @param {any} json */
function saysSuccess({ answers }, json) {
  const schemasOf = (/** @type {boolean} */ isSuccess) =>
    answers.flatMap(({ when, schema }) =>
      (when === 'success') === isSuccess && schema ? [/** @type {any} */ (schema)] : [],
    );
  const [successes, failures] = [schemasOf(true), schemasOf(false)];
  return Object.entries(typeof json === 'object' && json !== null ? json : {}).some(
    ([name, value]) =>
      value === true &&
      successes.length > 0 &&
      successes.every(({ properties, required }) => properties?.[name]?.const === true && required?.includes(name)) &&
      !failures.some(({ properties }) => properties?.[name] && misfit(properties[name], true) === undefined),
  );
}

/** Whether a refusal has the body of a success that more than its form tells. @param {Exchange} exchange @param {Operation} operation */
function looksAccepted(exchange, operation) {
  const body = parsed(exchange);
  if (body === undefined || isAccepted(exchange, operation)) return false;
  if (saysSuccess(operation, body.json)) return true;
  return operation.answers.some(
    ({ when, schema, roles = {} }) =>
      when === 'success' &&
      schema !== undefined &&
      (Object.keys(roles).length > 0 || JSON.stringify(schema).includes('"const":')) &&
      misfit(schema, body.json) === undefined,
  );
}

/**
 * What is wrong, in a line; undefined when what was promised holds; false when nothing can be said.
 * @param {any} check @param {Exchange[]} exchanges @param {Record<string, Operation>} operations @param {string} base
 * @returns {string | false | undefined}
 */
export function defect(check, exchanges, operations, base) {
  const [first, second] = exchanges;
  const operation = first === undefined ? undefined : operations[first.operation];
  if (first === undefined || operation === undefined) return false;
  const { status } = first;
  const got = status === undefined ? `no answer: ${first.failure}` : `${status}`;
  const body = parsed(first);
  const token = roleOf(first, operation, 'token');
  switch (check.kind) {
    case 'accepted':
      return isAccepted(first, operation) ? undefined : got;
    case 'rejected':
      return isRejected(first, operation) && !carriesCredentials(first, operation) && !looksAccepted(first, operation)
        ? undefined
        : got;
    case 'one-accepted':
      if (second === undefined) return false;
      return [first, second].every((each) => letIn(each, operation)) ? 'both are accepted' : undefined;
    case 'no-server-error': {
      if (status === undefined || status > 499) return got;
      const understood = isAccepted(first, operation) || isRejected(first, operation);
      return status > 299 || understood || !check.readable ? undefined : `${got}, but no JSON`;
    }
    case 'status-in':
      return status === undefined ? false : check.statuses.includes(status) ? undefined : got;
    case 'no-redirect':
      return status === undefined ? false : status < 300 || status > 399 ? undefined : got;
    case 'answers':
      return answered(check, first, operation);
    case 'member':
      return member(check, first, operation);
    case 'media-type': {
      const type = first.headers?.get('content-type')?.split(';')[0]?.trim().toLowerCase();
      const labelled = type !== undefined && /^application\/(json|.+\+json)$/.test(type);
      if (check.of === 'success' && !isAccepted(first, operation)) return false;
      const promised = operation.answers.some(
        (/** @type {Answer} */ { schema, bodyOptional, status: pattern }) =>
          schema !== undefined && !bodyOptional && statusMatches(status ?? 0, pattern),
      );
      if (body === undefined) return labelled && first.text !== '' && !promised ? `${type}, but no JSON` : false;
      return labelled || type === 'text/json' || typeof body.json !== 'object'
        ? undefined
        : `JSON as ${type ?? 'nothing'}`;
    }
    case 'header': {
      if (check.onStatus === undefined ? !isAccepted(first, operation) : status !== check.onStatus) return false;
      const value = first.headers?.get(check.name);
      if (value === null || value === undefined) return check.required ? `no header ${check.name}` : undefined;
      return readings(check.schema, value).some((each) => misfit(check.schema, each) === undefined)
        ? undefined
        : `${check.name} is ${misfit(check.schema, value)}`;
    }
    case 'distinct': {
      const values = exchanges.map((each) => roleOf(each, operations[each.operation] ?? operation, check.role));
      if (values.includes(undefined)) return false;
      return new Set(values).size === values.length ? undefined : `the same ${check.role}`;
    }
    case 'same': {
      if (second === undefined) return false;
      const [a, b] = [
        roleOf(first, operation, check.role),
        roleOf(second, operations[second.operation] ?? operation, check.role),
      ];
      if (a === undefined || b === undefined) return false;
      return a === b ? undefined : `another ${check.role}`;
    }
    case 'own-identity': {
      const value = roleOf(first, operation, 'identity');
      return value === undefined || !first.identity.includes('@')
        ? false
        : value.toLowerCase() === first.identity.toLowerCase()
          ? undefined
          : 'another identity';
    }
    case 'no-password': {
      if (status === undefined || first.password.length < 6) return false;
      const values = [...(first.headers ?? [])].map(([, value]) => value).join('\n');
      const inside = `${first.text}\n${values}\n${JSON.stringify(jwtPart(token ?? '', 1) ?? '')}`;
      const found = passwordIn(inside, first);
      return found === undefined ? undefined : `${found} stands in the answer`;
    }
    case 'no-insides':
      return status === undefined ? false : insidesIn(first.text);
    case 'not-let-in':
      return status === undefined ? false : letIn(first, operation) ? got : undefined;
    case 'nothing-of':
      return status === undefined ? false : shownOf(check.what, first, exchanges.slice(1), operations);
    case 'no-new-token':
      if (!isAccepted(first, operation)) return false;
      return carriesCredentials(first, operation) ? 'a token that was not sent' : undefined;
    case 'same-answer':
      return second === undefined ? false : essence(first) === essence(second) ? undefined : 'the two answers differ';
    case 'unguessable':
      if (token !== undefined && token === roleOf(first, operation, 'token-secret')) return 'the secret is the token';
      return guessable(
        exchanges.map((each) => roleOf(each, operations[each.operation] ?? operation, 'token')),
        first.identity,
      );
    case 'signed-token': {
      const alg = jwtPart(token ?? '', 0)?.alg;
      if (token === undefined || alg === undefined) return false;
      return typeof alg === 'string' && alg.toLowerCase() !== 'none' && token.split('.')[2] !== ''
        ? undefined
        : 'a token without a signature';
    }
    case 'token-claims':
      return claimed(jwtPart(token ?? '', 1));
    case 'https':
      return base.startsWith('https:') ? undefined : 'plain HTTP';
    default:
      return false;
  }
}

/** Accepted, with a token where one is promised. @param {Exchange} exchange @param {Operation} operation */
function letIn(exchange, operation) {
  const promised = operation.answers.some(({ when, roles }) => when === 'success' && roles?.token !== undefined);
  return isAccepted(exchange, operation) && (!promised || roleOf(exchange, operation, 'token') !== undefined);
}

/** What stands in an answer and in its headers. @param {Exchange} exchange */
function textOf({ text, headers }) {
  return [text, ...[...(headers ?? [])].map(([, value]) => value)].join('\n');
}

/** What an answer shows of others. @param {'token' | 'identity' | 'another'} what @param {Exchange} exchange @param {Exchange[]} others @param {Record<string, Operation>} operations */
function shownOf(what, exchange, others, operations) {
  const sent = spelledOut(exchange.sent);
  const role = (/** @type {Exchange} */ each, /** @type {string} */ name) => {
    const operation = operations[each.operation];
    return operation === undefined ? undefined : roleOf(each, operation, name);
  };
  if (what === 'token')
    return others.some((other) => {
      const token = role(other, 'token');
      const isOther = token !== undefined && token !== role(exchange, 'token');
      const isToken = isOther && (isMixed(token) || /^\S{16,}$/.test(token));
      return isToken && textOf(exchange).includes(token) && !sent.includes(token);
    })
      ? 'a token of another session'
      : undefined;
  const isNamed = (/** @type {string} */ identity) =>
    identity.includes('@') && textOf(exchange).includes(`"${identity}"`);
  const own = [exchange.identity, role(exchange, 'identity')];
  const hasOther = others.some(
    ({ identity }) => !own.includes(identity) && isNamed(identity) && !sent.includes(identity),
  );
  return hasOther && !(what === 'another' && isNamed(exchange.identity)) ? 'the identity of another user' : undefined;
}

/** A token of another request, the right password or a client's secret, in a refusal. @param {any} check @param {Exchange} exchange @param {Map<string, Exchange>} exchanges @param {Record<string, Operation>} operations */
export function leak(check, exchange, exchanges, operations) {
  const sent = spelledOut(exchange.sent);
  if (check.kind !== 'rejected' && (check.kind !== 'answers' || check.situation === 'success')) return undefined;
  const tokens = [...exchanges.values()].flatMap((each) => {
    const operation = operations[each.operation];
    return operation === undefined ? [] : ['token', 'token-secret'].map((role) => roleOf(each, operation, role));
  });
  const isShown = (/** @type {string | undefined} */ secret) =>
    secret !== undefined && isMixed(secret) && textOf(exchange).includes(secret) && !sent.includes(secret);
  const clients = [process.env.TARGET_CLIENT_SECRET, process.env.TARGET_LIMITED_CLIENT_SECRET];
  return [...tokens, exchange.password, ...clients].some(isShown)
    ? `${exchange.status} that shows credentials`
    : undefined;
}

/** What was sent, and what it says behind percent-encoding and base64. @param {string} sent */
function spelledOut(sent) {
  const decoded = sent.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  const inside = sent.match(/[\w+/-]{16,}/g) ?? [];
  return [sent, decoded, ...inside.map((run) => Buffer.from(run, 'base64').toString('latin1'))].join('\n');
}

/** Long and mixed enough that it is no word. @param {string} text */
function isMixed(text) {
  return text.length >= 8 && /\d/.test(text) && /[a-z]/i.test(text);
}

/** What a text in a header may stand for. @param {any} schema @param {string} text @returns {any[]} */
function readings(schema, text) {
  const item = (/** @type {string} */ part) =>
    readings(schema.items ?? {}, part).find((value) => misfit(schema.items, value) === undefined) ?? part;
  return [
    text,
    ...(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? [Number(text)] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
    ...([schema.type].flat().includes('array')
      ? [text === '' ? [] : text.split(',').map((part) => item(part.trim()))]
      : []),
  ];
}

/** @param {any} check @param {Exchange} exchange @param {Operation} operation */
function answered({ situation, answers }, exchange, operation) {
  const { status } = exchange;
  if (status === undefined) return `no answer: ${exchange.failure}`;
  const body = parsed(exchange);
  /** @param {Answer} answer */
  const fits = (answer) => {
    if (answer.schema === undefined) return true;
    if (body === undefined) return answer.bodyOptional;
    const { type } = /** @type {{ type?: string }} */ (answer.schema);
    // The members of a success are promises of their own.
    return (
      misfit(situation === 'success' ? (type === undefined ? {} : { type }) : answer.schema, body.json) === undefined
    );
  };
  const right = answers.some((/** @type {Answer} */ answer) => statusMatches(status, answer.status) && fits(answer));
  if (situation === 'success') return right && !isMarkedFailure(exchange, operation) ? undefined : String(status);
  if (carriesCredentials(exchange, operation)) return `${status} with credentials`;
  if (looksAccepted(exchange, operation)) return `${status} with the body of a success`;
  return right ? undefined : String(status);
}

/** @param {any} check @param {Exchange} exchange @param {Operation} operation */
function member({ pointer, required, schema, token, statuses }, exchange, operation) {
  const body = parsed(exchange);
  const parent = valueAt(body?.json, pointer.slice(0, pointer.lastIndexOf('/')));
  // Another documented success may have no such member.
  if (!statuses.some((/** @type {string} */ pattern) => statusMatches(exchange.status ?? 0, pattern))) return false;
  if (!isAccepted(exchange, operation) || typeof parent !== 'object' || parent === null) return false;
  const value = valueAt(body?.json, pointer);
  if (value === undefined) return required ? `nothing at ${pointer}` : undefined;
  if (token && typeof value === 'string' && /[^\x20-\x7e]/.test(value))
    return `a token that no header can carry at ${pointer}`;
  const problem = misfit(schema, value);
  return problem === undefined ? undefined : `${problem} at ${pointer}`;
}

/** @param {Exchange} exchange */
function essence({ status, text, identity }) {
  return `${status} ${text
    .replaceAll(identity, '')
    .replace(/[\w.-]+@[\w.-]+/g, '')
    .replace(/[0-9a-f]*\d[0-9a-f-]*/gi, '#')}`;
}
