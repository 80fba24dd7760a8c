import { isIPv4, isIPv6 } from 'node:net';

/** @typedef {Record<string, any>} Schema */

/**
 * What of a JSON Schema (2020-12) a value breaks, as far as contracts use it; undefined when it fits.
 * @param {Schema | boolean | undefined} schema @param {any} value @returns {string | undefined}
 */
export function misfit(schema, value) {
  if (schema === undefined || schema === true) return undefined;
  if (schema === false) return 'nothing is allowed here';
  return (
    ofType(schema, value) ??
    ofValue(schema, value) ??
    ofObject(schema, value) ??
    ofArray(schema, value) ??
    combined(schema, value)
  );
}

/** @param {any} value */
function typeOf(value) {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
}

/** @param {Schema} schema @param {any} value */
function ofType({ type }, value) {
  if (type === undefined) return undefined;
  const own = typeOf(value);
  const types = [type].flat();
  return types.includes(own) || (own === 'integer' && types.includes('number'))
    ? undefined
    : `${own} instead of ${types.join(' or ')}`;
}

/** @param {Schema} schema @param {any} value */
function ofValue(schema, value) {
  const same = (/** @type {any} */ other) => JSON.stringify(other) === JSON.stringify(value);
  if ('const' in schema && !same(schema.const)) return `not ${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined && !schema.enum.some(same)) return `none of ${JSON.stringify(schema.enum)}`;
  if (
    typeof value === 'number' &&
    (value < (schema.minimum ?? -Infinity) ||
      value > (schema.maximum ?? Infinity) ||
      value <= (schema.exclusiveMinimum ?? -Infinity) ||
      value >= (schema.exclusiveMaximum ?? Infinity))
  )
    return 'too small or too great';
  if (typeof value === 'number' && schema.multipleOf !== undefined && !Number.isInteger(value / schema.multipleOf))
    return `no multiple of ${schema.multipleOf}`;
  if (typeof value !== 'string') return undefined;
  const length = Array.from(value).length;
  if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return 'too short or too long';
  if (schema.pattern !== undefined && !pattern(schema.pattern).test(value)) return `not like ${schema.pattern}`;
  /** @type {Record<string, () => boolean>} */
  const formats = {
    email: () => /^[^@\s]+@[^@\s]+$/.test(value),
    uri: () => URL.canParse(value),
    date: () => /^\d{4}-\d\d-\d\d$/.test(value),
    'date-time': () => /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/.test(value),
    uuid: () => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
    ipv4: () => isIPv4(value),
    ipv6: () => isIPv6(value),
    jwt: () => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(value) && isObject(value, 0) && isObject(value, 1),
  };
  return (formats[schema.format ?? '']?.() ?? true) ? undefined : `no ${schema.format}`;
}

/** Many documents have escapes that Unicode mode does not know. @param {string} source */
function pattern(source) {
  try {
    return new RegExp(source, 'u');
  } catch {
    return new RegExp(source);
  }
}

/** @param {string} token @param {number} part */
function isObject(token, part) {
  try {
    return typeOf(JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString('utf8'))) === 'object';
  } catch {
    return false;
  }
}

/** @param {Schema} schema @param {any} value @returns {string | undefined} */
function ofObject(schema, value) {
  if (typeOf(value) !== 'object') return undefined;
  const names = Object.keys(value);
  const missing = (schema.required ?? []).find((/** @type {string} */ name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `without ${missing}`;
  if (names.length < (schema.minProperties ?? 0)) return 'with too few members';
  if (names.length > (schema.maxProperties ?? Infinity)) return 'with too many members';
  for (const name of names) {
    const own = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties[name] : schema.additionalProperties;
    const problem = misfit(own, value[name]);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

/** @param {Schema} schema @param {any} value @returns {string | undefined} */
function ofArray(schema, value) {
  if (!Array.isArray(value)) return undefined;
  if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return 'of another length';
  if (schema.contains !== undefined && !value.some((item) => misfit(schema.contains, item) === undefined))
    return 'without an item that is wanted';
  for (const item of value) {
    const problem = misfit(schema.items, item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** @param {Schema} schema @param {any} value @returns {string | undefined} */
function combined(schema, value) {
  const fits = (/** @type {Schema} */ each) => misfit(each, value) === undefined;
  for (const each of schema.allOf ?? []) if (!fits(each)) return misfit(each, value);
  if (schema.anyOf !== undefined && !schema.anyOf.some(fits)) return 'none of the alternatives';
  if (schema.oneOf !== undefined && schema.oneOf.filter(fits).length !== 1) return 'not one of the alternatives';
  if (schema.not !== undefined && fits(schema.not)) return 'what it must not be';
  if (schema.if !== undefined) return misfit(fits(schema.if) ? schema.then : schema.else, value);
  return undefined;
}
