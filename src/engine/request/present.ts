/** Writes the credentials of plain schemes into a request. */
import { defined } from '../../core/defined.ts';
import { jsonType } from '../../contract/media-types.ts';
import type { SecurityScheme } from '../../contract/model.ts';
import type { Step } from '../../plan/model.ts';
import type { Credentials, Draft, Presented } from '../../plan/mutations/entry.ts';
import { NotApplicable } from '../../plan/mutations/entry.ts';
import { entryOf } from '../../plan/mutations/registry.ts';
import { fill, place } from '../../plan/mutations/template.ts';
import { pathSegment, setAt } from './build-request.ts';

/** The credentials of all schemes of a request; mutations are about one of them. @throws NotApplicable */
export function presentAll(
  made: Draft,
  step: Pick<Step, 'mutations' | 'scheme'>,
  schemes: readonly SecurityScheme[],
  credentialsOf: (scheme: SecurityScheme) => Credentials,
  tokenHeader: string | undefined,
): Draft {
  const about = step.scheme ?? schemes[0]?.name;
  return schemes.reduce((soFar, scheme, index) => {
    const mutations = scheme.name === about ? step.mutations : [];
    const { otherCookies = [], ...others } = credentialsOf(scheme);
    // The first scheme decides which cookies of the session go along; it may be without its own.
    const cookies = index === 0 ? otherCookies : otherCookies.filter(({ isForCsrf }) => isForCsrf);
    return present(soFar, { mutations }, scheme, { ...others, otherCookies: cookies }, tokenHeader);
  }, made);
}

/** The credentials of a plain scheme in a request, as documented or as a mutation presents them. @throws NotApplicable */
function present(
  made: Draft,
  { mutations }: Pick<Step, 'mutations'>,
  scheme: SecurityScheme,
  credentials: Credentials,
  tokenHeader: string | undefined,
): Draft {
  const mutation = mutations.find((each) => entryOf(each).present !== undefined);
  const presented =
    mutation === undefined
      ? documented(scheme, credentials)
      : entryOf(mutation).present?.(mutation, scheme, credentials);
  if (presented === undefined) throw new NotApplicable('mutation-not-possible');
  const ownHeader = scheme.in === 'header' ? scheme.parameter : 'Authorization';
  const own =
    tokenHeader !== undefined && scheme.scheme === undefined && scheme.value === undefined ? tokenHeader : ownHeader;
  // Another cookie may be a second credential, as one that renews the session is: a false request carries none. A browser
  // sends the cookies of a visit with a false CSRF token too.
  const keepsCookies = mutation === undefined || scheme.value === 'csrf-token';
  const others = (credentials.otherCookies ?? []).filter(({ isForCsrf }) => keepsCookies || isForCsrf);
  const cookies = withCookies(made.headers['Cookie'], others, presented.cookies ?? []);
  const headers = {
    ...made.headers,
    ...(cookies === '' ? {} : { Cookie: cookies }),
    ...presented.headers,
    ...defined({ [own]: presented.header }),
  };
  const query: [string, string][] = [
    ...made.query,
    ...(presented.query ?? []).map(([name, value]): [string, string] => [name, value]),
  ];
  if (presented.path !== undefined)
    return { ...made, headers, query, ...inPath(made, scheme.parameter, presented.path) };
  if (presented.body === undefined) return { ...made, headers, query };
  if (made.form !== undefined) {
    const pairs = Object.entries(presented.body).map(([pointer, value]): [string, string] => [pointer.slice(1), value]);
    return { ...made, headers, query, form: [...made.form, ...pairs] };
  }
  return {
    ...made,
    headers: made.text === undefined ? { ...headers, 'Content-Type': jsonType } : headers,
    query,
    form: undefined,
    text: withMembers(made.text, presented.body),
  };
}

/** The value of a Cookie header: cookies of the session that are not there yet, then those of a scheme. */
function withCookies(
  sent: string | undefined,
  others: NonNullable<Credentials['otherCookies']>,
  own: NonNullable<Presented['cookies']>,
): string {
  const pairs = sent === undefined ? [] : sent.split('; ');
  const isThere = (name: string): boolean => pairs.some((each) => each.startsWith(`${name}=`));
  const added = others.filter(({ name }) => !isThere(name)).map(({ name, value }) => `${name}=${value}`);
  return [...pairs, ...added, ...own.map(([name, value]) => `${name}=${value}`)].join('; ');
}

function inPath({ path, url }: Draft, name: string, value: string): Pick<Draft, 'path' | 'url'> {
  const filled = path.replace(`{${name}}`, () => pathSegment(value));
  return { path: filled, url: url.slice(0, url.length - path.length) + filled };
}

/** A body that a mutation made unreadable stays as it is. */
function withMembers(text: string | undefined, members: Readonly<Record<string, string>>): string | undefined {
  const root = text === undefined ? {} : objectIn(text);
  if (root === undefined) return text;
  for (const [pointer, value] of Object.entries(members)) setAt(root, pointer, value);
  return JSON.stringify(root);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function documented(scheme: SecurityScheme, credentials: Credentials): Presented | undefined {
  const filled = fill(scheme.template, credentials);
  return filled === undefined ? undefined : place(scheme, filled);
}
