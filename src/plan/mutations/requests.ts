/** Mutations of parameters, method, headers and body. */
import { defined } from '../../core/defined.ts';
import { formType, isFormType, jsonType } from '../../contract/media-types.ts';
import type { Value } from './value.ts';
import type { Content, EntriesOf, MutationsOf } from './entry.ts';
import { NotApplicable } from './entry.ts';
import { requestPhrases } from '../../words/mutations/requests.ts';

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
  /** The body parameters in the query, or identity and password as Basic credentials. */
  elsewhere: { readonly to: 'query' | 'basic' };
  /** Additional undocumented properties of the body. */
  extra: { readonly members: Readonly<Record<string, unknown>> };
  accept: { readonly type: string };
  /** A header more, or one with another value. */
  header: { readonly name: string; readonly value: string };
  reordered: object;
  /** The parameters of another operation, sent to this one. */
  'request-of': { readonly operation: string };
  /** The user id of another step's session. */
  'user-id-of': { readonly step: string };
  /** The credentials that another operation takes. */
  'credentials-of': { readonly operation: string };
}

/** A mutation of what a request says. */
export type RequestMutation = MutationsOf<Named>;

export const requestMutations: EntriesOf<Named> = {
  set: {
    reads: ({ parameter, value }, as) => requestPhrases.set(parameter, value, as),
    needs: ({ value }) => ('of' in value && value.of === 'second' ? ['second-account'] : []),
    values: ({ parameter, value }) => ({ [parameter]: value }),
  },
  omit: {
    reads: ({ parameter }) => requestPhrases.omit(parameter),
    values: ({ parameter }) => ({ [parameter]: undefined }),
  },
  twice: {
    reads: ({ parameter }) => requestPhrases.twice(parameter),
    content: (content, { parameter }) => {
      if (!isFormType(content.type ?? '')) throw new NotApplicable('json-body', 'TARGET_BODY');
      const values = content.values.flatMap((each) => (each[0].name === parameter ? [each, each] : [each]));
      return { ...content, values };
    },
  },
  method: {
    reads: ({ method }) => requestPhrases.method(method),
    content: (content, { method }) => ({ ...content, method }),
  },
  'raw-body': {
    reads: ({ text, encoding }) => requestPhrases.rawBody(text, encoding),
    content: (content, { text, of, encoding }) => {
      if (of === 'json' && isFormType(content.type ?? '')) throw new NotApplicable('form-body');
      if (of === 'form' && !isFormType(content.type ?? '')) throw new NotApplicable('json-body', 'TARGET_BODY');
      return { ...content, raw: { text, ...defined({ encoding }) } };
    },
  },
  'content-type': {
    reads: ({ written }) => requestPhrases.contentType(written),
    content: (content, { written }) => {
      const { type = '' } = content;
      return { ...content, label: written === 'in capitals' ? type.toUpperCase() : `${type}; charset=utf-8` };
    },
  },
  'body-as': {
    reads: ({ type }) => requestPhrases.bodyAs(type),
    content: (content, { type }) =>
      type === 'another'
        ? { ...content, type: isFormType(content.type ?? '') ? jsonType : formType, nested: true }
        : { ...content, label: type, nested: true, asText: true },
  },
  elsewhere: {
    reads: ({ to }) => requestPhrases.elsewhere(to),
    content: (content, { to }, { identity, password }) => {
      if (to === 'query') return { ...content, inQuery: true };
      // Identity and password as `Basic` has them (RFC 7617 section 2).
      const Authorization = `Basic ${Buffer.from(`${identity}:${password}`).toString('base64')}`;
      const values = content.values.filter(([{ role }]) => role !== 'identity' && role !== 'password');
      return { ...content, headers: { ...content.headers, Authorization }, values };
    },
  },
  extra: {
    reads: ({ members }) => requestPhrases.extra(Object.keys(members)),
    content: (content, { members }) => ({ ...content, extra: members }),
  },
  accept: {
    reads: ({ type }) => requestPhrases.header('Accept', type),
    content: (content, { type }) => ({ ...content, headers: withHeader(content, 'Accept', type) }),
  },
  header: {
    reads: ({ name, value }) => requestPhrases.header(name, value),
    content: (content, { name, value }) => ({ ...content, headers: withHeader(content, name, value) }),
  },
  reordered: {
    reads: () => requestPhrases.reordered,
    content: (content) => ({ ...content, reordered: true }),
  },
  'request-of': { reads: ({ operation }) => requestPhrases.requestOf(operation) },
  'user-id-of': { reads: () => requestPhrases.userIdOf },
  'credentials-of': { reads: ({ operation }) => requestPhrases.credentialsOf(operation) },
};

/** The headers with another one; names that differ in case alone are one header (RFC 9110 section 5.1). */
function withHeader({ headers }: Content, name: string, value: string): Record<string, string> {
  const others = Object.entries(headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...Object.fromEntries(others), [name]: value };
}
