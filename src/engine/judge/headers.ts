/** Judges headers and the protocol. */
import type { Expectation } from '../../plan/model.ts';
import { headerIn } from '../../plan/operations.ts';
import { statusMatches } from '../../contract/model.ts';
import { allowsText } from '../../contract/validate.ts';
import type { Observation } from '../observe/observation.ts';
import { setCookieOf } from '../observe/cookies.ts';
import { headerOf } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import { notAccepted } from './excerpt.ts';
import type { JudgeInput, Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';

const contentType = 'Content-Type';

/** JSON is labeled as JSON, and a body with that label is JSON. */
export function judgeMediaType(exchange: Observation, of: 'success' | 'refusal', masker: Masker): Judgment {
  if (of === 'success' && !exchange.accepted) return notAccepted(exchange, masker);
  const value = headerOf(exchange, contentType);
  const essence = value?.split(';')[0]?.trim().toLowerCase() ?? '';
  const labeled = /^application\/(json|.+\+json)$/.test(essence);
  const actual = {
    header: contentType,
    ...(value === undefined ? {} : { value: masker.maskHeader(contentType, value) }),
  };
  const parsed = exchange.body;
  if (!('json' in parsed)) {
    if (parsed.problem === 'empty' || parsed.problem === 'no-response' || !labeled) return notTestable('not-json');
    if (promisesJson(exchange)) return blocked('not-json');
    return fail(exchange, 'json-unparsable', { header: contentType }, { ...actual, problem: parsed.problem });
  }
  const isStructured = typeof parsed.json === 'object' && parsed.json !== null;
  return !isStructured || labeled || essence === 'text/json'
    ? pass
    : fail(exchange, 'content-type', { header: contentType }, actual);
}

function promisesJson({ operation, status = 0 }: Observation): boolean {
  return operation.answers.some(
    (answer) => answer.schema !== undefined && !answer.bodyOptional && statusMatches(status, answer.status),
  );
}

/** A header that the contract documents for a status, or for every success. */
export function judgeHeader(
  exchange: Observation,
  expect: Extract<Expectation, { kind: 'header' }>,
  { masker, https }: JudgeInput,
): Judgment {
  const { onStatus, onHttps = false, onContent = false } = expect;
  if (onHttps && !https) return notTestable('not-https');
  const { name, required, schema } = headerIn(exchange.operation, expect);
  const status = exchange.status;
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  if (onStatus !== undefined && status !== onStatus) return notTestable('header-not-due', { status });
  if (onStatus === undefined && !exchange.accepted) return notAccepted(exchange, masker);
  if (onContent && !hasContent(exchange)) return notTestable('header-not-due', { status });
  const value = expect.cookie === undefined ? headerOf(exchange, name) : setCookieOf(exchange, expect.cookie);
  const expected = { header: name, schema };
  if (value === undefined) return required ? fail(exchange, 'header-missing', expected, { header: name }) : pass;
  if (allowsText(schema, value)) return pass;
  return fail(exchange, 'header-value', expected, { header: name, value: masker.maskHeader(name, value) });
}

/** Whether a response has something that a cache could keep. */
function hasContent(exchange: Observation): boolean {
  const isEmpty = 'problem' in exchange.body && exchange.body.problem === 'empty';
  return !isEmpty || headerOf(exchange, 'Set-Cookie') !== undefined;
}

/** Credentials travel over TLS. */
export function judgeHttps(exchange: Observation, { https, loopback }: JudgeInput): Judgment {
  if (https) return pass;
  return loopback ? notTestable('loopback') : fail(exchange, 'plain-http', {}, {});
}
