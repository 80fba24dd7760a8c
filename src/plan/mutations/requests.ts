/** What is otherwise in a request than documented: parameters, method, headers, body. */
import type { AccountName, Value } from './value.ts';
import type { Content, Entry } from './entry.ts';
import { NotApplicable } from './entry.ts';
import { textEdits } from './texts.ts';

export const jsonType = 'application/json';
export const formType = 'application/x-www-form-urlencoded';

interface Named {
  set: { readonly parameter: string; readonly value: Value };
  omit: { readonly parameter: string };
  /** Sent twice with the value that it has; in a form or a query only. */
  twice: { readonly parameter: string };
  method: { readonly method: string };
  'raw-body': { readonly text: string; readonly of: 'json' | 'form'; readonly encoding?: 'latin1' };
  'content-type': { readonly written: 'with charset' | 'in capitals' };
  /** The body in a media type that the operation does not take. */
  'body-as': { readonly type: 'another' | 'text/plain' };
  /** What belongs into the body, in the query; or identity and password as `Basic` has them. */
  elsewhere: { readonly to: 'query' | 'basic' };
  /** Properties that no document knows, beside the others of the body. */
  extra: { readonly members: Readonly<Record<string, unknown>> };
  accept: { readonly type: string };
  /** A header more, or one with another value. */
  header: { readonly name: string; readonly value: string };
  reordered: object;
  /** The parameters of another operation, sent to this one. */
  'request-of': { readonly operation: string };
  /** The credentials that another operation takes. */
  'credentials-of': { readonly operation: string };
}

/** A mutation of what a request says. */
export type RequestMutation = { [N in keyof Named]: { readonly mutate: N } & Named[N] }[keyof Named];
type Entries = { [N in keyof Named]: Entry<{ readonly mutate: N } & Named[N]> };

export const requestMutations: Entries = {
  set: {
    reads: ({ parameter, value }, as) => `\`${parameter}\` is ${inWords(value, as)}`,
    needs: ({ value }) => ('of' in value && value.of === 'second' ? ['second-account'] : []),
    values: ({ parameter, value }) => ({ [parameter]: value }),
  },
  omit: {
    reads: ({ parameter }) => `\`${parameter}\` is left out`,
    values: ({ parameter }) => ({ [parameter]: undefined }),
  },
  twice: {
    reads: ({ parameter }) => `\`${parameter}\` is sent twice`,
    content: (content, { parameter }) => {
      if (content.type !== formType) throw new NotApplicable('json-body', 'TARGET_BODY');
      const values = content.values.flatMap((each) => (each[0].name === parameter ? [each, each] : [each]));
      return { ...content, values };
    },
  },
  method: {
    reads: ({ method }) => `the method is ${method}`,
    content: (content, { method }) => ({ ...content, method }),
  },
  'raw-body': {
    reads: ({ text, encoding }) =>
      text === ''
        ? 'the body is empty'
        : `the body is ${shortened(text)}${encoding === 'latin1' ? ', in bytes of Latin-1' : ''}`,
    content: (content, { text, of, encoding }) => {
      if (of === 'json' && content.type === formType) throw new NotApplicable('form-body');
      if (of === 'form' && content.type !== formType) throw new NotApplicable('json-body', 'TARGET_BODY');
      return { ...content, raw: { text, ...(encoding === undefined ? {} : { encoding }) } };
    },
  },
  'content-type': {
    reads: ({ written }) => `the media type is written ${written}`,
    content: (content, { written }) => {
      const { type = '' } = content;
      return { ...content, label: written === 'in capitals' ? type.toUpperCase() : `${type}; charset=utf-8` };
    },
  },
  'body-as': {
    reads: ({ type }) => (type === 'another' ? 'the body is of another media type' : `the body is labelled ${type}`),
    content: (content, { type }) =>
      type === 'another'
        ? { ...content, type: content.type === formType ? jsonType : formType, nested: true }
        : { ...content, label: type, nested: true, asText: true },
  },
  elsewhere: {
    reads: ({ to }) =>
      to === 'query' ? 'the body is empty, and all is in the query' : 'identity and password are `Basic`',
    content: (content, { to }, { identity, password }) => {
      if (to === 'query') return { ...content, inQuery: true };
      // Identity and password as `Basic` has them (RFC 7617 section 2).
      const Authorization = `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`;
      const values = content.values.filter(([{ role }]) => role !== 'identity' && role !== 'password');
      return { ...content, headers: { ...content.headers, Authorization }, values };
    },
  },
  extra: {
    reads: ({ members }) => {
      const names = Object.keys(members).map((name) => `\`${name}\``);
      return `beside the rest go ${names.join(', ')}`;
    },
    content: (content, { members }) => ({ ...content, extra: members }),
  },
  accept: {
    reads: ({ type }) => `\`Accept\` is ${JSON.stringify(type)}`,
    content: (content, { type }) => ({ ...content, headers: withHeader(content, 'Accept', type) }),
  },
  header: {
    reads: ({ name, value }) => `\`${name}\` is ${JSON.stringify(value)}`,
    content: (content, { name, value }) => ({ ...content, headers: withHeader(content, name, value) }),
  },
  reordered: {
    reads: () => 'the same, written in another order',
    content: (content) => ({ ...content, reordered: true }),
  },
  'request-of': { reads: ({ operation }) => `the parameters are those of \`${operation}\`` },
  'credentials-of': { reads: ({ operation }) => `the credentials are those of \`${operation}\`` },
};

/** The headers with another one; names that differ in case alone are one header (RFC 9110 section 5.1). */
function withHeader({ headers }: Content, name: string, value: string): Record<string, string> {
  const others = Object.entries(headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...Object.fromEntries(others), [name]: value };
}

function inWords(value: Value, as: AccountName): string {
  if ('literal' in value) return shortened(JSON.stringify(value.literal));
  const whose = value.of === as ? `the ${value.part}` : `the ${value.part} of another account`;
  const changed = value.by === undefined ? whose : `${whose}, ${textEdits[value.by][0]}`;
  return value.inArray === true ? `an array of ${changed}` : changed;
}

const longest = 60;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
