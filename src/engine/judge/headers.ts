/** Judges headers and the protocol. */
import type { Expectation } from '../../plan/model.ts';
import { headerIn } from '../../plan/operations.ts';
import { allowsText } from '../../contract/validate.ts';
import type { Exchange } from '../http/exchange.ts';
import { headerOf, parseBody } from '../http/exchange.ts';
import type { Masker } from '../masking/mask.ts';
import type { JudgeInput, Judgment } from './judgment.ts';
import { blocked, fail, notTestable, pass } from './judgment.ts';
import { isAccepted, promisesJson, statusOf } from './outcome.ts';

const contentType = 'Content-Type';

/** What is JSON is labeled so, and what is labeled so is JSON. */
export function judgeMediaType(exchange: Exchange, of: 'success' | 'refusal', masker: Masker): Judgment {
  if (of === 'success' && !isAccepted(exchange)) return blocked('not-accepted', { step: exchange.step });
  const value = headerOf(exchange, contentType);
  const essence = value?.split(';')[0]?.trim().toLowerCase() ?? '';
  const labeled = /^application\/(json|.+\+json)$/.test(essence);
  const actual = {
    header: contentType,
    ...(value === undefined ? {} : { value: masker.maskHeader(contentType, value) }),
  };
  const parsed = parseBody(exchange);
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

/** A header that the contract documents for a status, or for every success. */
export function judgeHeader(
  exchange: Exchange,
  expect: Extract<Expectation, { kind: 'header' }>,
  masker: Masker,
): Judgment {
  const { onStatus } = expect;
  const { name, required, schema } = headerIn(exchange.operation, expect);
  const status = statusOf(exchange);
  if (status === undefined) return blocked('no-response', { step: exchange.step });
  if (onStatus !== undefined && status !== onStatus) return notTestable('header-not-due', { status });
  if (onStatus === undefined && !isAccepted(exchange)) return blocked('not-accepted', { step: exchange.step });
  const value = headerOf(exchange, name);
  const expected = { header: name, schema };
  if (value === undefined) return required ? fail(exchange, 'header-missing', expected, { header: name }) : pass;
  if (allowsText(schema, value)) return pass;
  return fail(exchange, 'header-value', expected, { header: name, value: masker.maskHeader(name, value) });
}

/** Credentials travel over TLS. */
export function judgeHttps(exchange: Exchange, { https, loopback }: JudgeInput): Judgment {
  if (https) return pass;
  return loopback ? notTestable('loopback') : fail(exchange, 'plain-http', {}, {});
}
