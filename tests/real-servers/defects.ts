/** Ten defects of behavior that a gateway puts into any server, whatever carries its sessions. */
import type { Asked, Defect, Told } from './gateway.ts';

type Json = Record<string, unknown>;

/** The members of a JSON body; none for any other body. */
function jsonOf(body: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'latin1').toString());
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

const isOk = ({ status }: Told): boolean => status < 300;
/** Some servers answer nobody with null. */
const isOfSomebody = (told: Told): boolean => isOk(told) && !/^null$|"name":null/.test(told.body);

/** The members of a body of JSON, or the fields of a form. */
function fieldsOf({ body, headers }: Asked): Json {
  return isForm(headers) ? Object.fromEntries(new URLSearchParams(body)) : jsonOf(body);
}

function isForm(headers: Asked['headers']): boolean {
  return /^application\/x-www-form-urlencoded/i.test(String(headers['content-type'] ?? ''));
}

/** Changes the password of a login, where there is one; `name` is that of an account, if the login has one. */
function changePassword(
  asked: Asked,
  passwords: ReadonlyMap<string, string>,
  change: (password: string, name: string | undefined) => string | undefined,
): undefined {
  const fields = fieldsOf(asked);
  const name = Object.values(fields).find((each) => typeof each === 'string' && passwords.has(each));
  const { password } = fields;
  if (asked.flow !== 'login' || typeof password !== 'string') return;
  const other = change(password, typeof name === 'string' ? name : undefined);
  if (other === undefined || other === password) return;
  const changed = { ...fields, password: other };
  asked.body = isForm(asked.headers)
    ? new URLSearchParams(changed as Record<string, string>).toString()
    : written(changed);
}

const written = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('latin1');

/** The token of a request, and the request with another one; of several cookies the longest is the session's. */
function tokenOf({ headers }: Asked): { token: string; put: (token: string) => void } | undefined {
  const { authorization, cookie } = headers;
  const [, scheme, token] = /^(\S+ )(.+)$/.exec(authorization ?? '') ?? [];
  if (scheme !== undefined && token !== undefined)
    return { token, put: (other) => (headers.authorization = scheme + other) };
  const pairs = String(cookie ?? '').split('; ');
  const [longest = ''] = [...pairs].sort((a, b) => b.length - a.length);
  const [, name, value] = /^([^=]+=)(.+)$/.exec(longest) ?? [];
  if (name === undefined || value === undefined) return undefined;
  return {
    token: value,
    put: (other) => (headers.cookie = pairs.map((pair) => (pair === longest ? name + other : pair)).join('; ')),
  };
}

/** All texts that a response may have as its token: in its body, and in cookies. */
function issuedIn({ headers, body }: Told): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  const cookies = (headers['set-cookie'] ?? []).map((line) => /^[^=]*=([^;]*)/.exec(line)?.[1] ?? '');
  return [...texts(jsonOf(body)), ...cookies].filter((text) => text.length >= 16);
}

/** Presents another token than the client did, chosen among those that were issued. */
function choosing(choose: (token: string, issued: readonly string[]) => string | undefined): Defect['make'] {
  return () => {
    const issued: string[] = [];
    return {
      request: (asked) => {
        const sent = asked.flow === 'token-info' ? tokenOf(asked) : undefined;
        const chosen = sent === undefined ? undefined : choose(sent.token, issued);
        if (chosen !== undefined) sent?.put(chosen);
        return undefined;
      },
      response: (asked, told) => {
        if (asked.flow === 'login' && isOk(told)) issued.push(...issuedIn(told));
      },
    };
  };
}

/** The defects; each is shown by a case that passes on the server itself. */
export const defects: readonly Defect[] = [
  {
    id: 'password-trimmed',
    sentence: 'takes the spaces behind a password away before it compares',
    shows: /\/password-before-space$/,
    make: () => ({
      request: (asked) => changePassword(asked, new Map(), (password) => password.trimEnd()),
    }),
  },
  {
    id: 'password-any',
    sentence: 'takes any password for the right one',
    shows: /\/wrong-password$/,
    make: (passwords) => ({
      request: (asked) => changePassword(asked, passwords, (_, name = '') => passwords.get(name)),
    }),
  },
  {
    id: 'password-length',
    sentence: 'takes 500 characters and more for a mistake of its own',
    shows: /\/password-very-long$/,
    make: () => ({
      response: (asked, told) => {
        if (asked.body.length > 500) told.status = 500;
      },
    }),
  },
  {
    id: 'info-shared',
    sentence: 'answers everybody who asks for a user as it answered the first one',
    shows: /\/(?:without-credentials|unknown-token)$/,
    make: () => {
      let first: Told | undefined;
      return {
        request: (asked) => (asked.flow === 'token-info' ? first : undefined),
        response: (asked, told) => {
          if (asked.flow === 'token-info' && isOfSomebody(told)) first ??= { ...told };
        },
      };
    },
  },
  {
    id: 'token-prefix',
    sentence: 'takes the beginning of a token for the token',
    shows: /\/token-cut$/,
    make: choosing((token, good) => good.find((each) => token.length > 8 && each.startsWith(token))),
  },
  {
    id: 'token-case',
    sentence: 'takes capitals and small letters of a token for the same',
    shows: /\/token-in-another-case$/,
    make: choosing((token, good) => good.find((each) => each.toLowerCase() === token.toLowerCase())),
  },
  {
    id: 'token-longer',
    sentence: 'does not look at what follows a token',
    shows: /\/token-extended$/,
    make: choosing(
      (token, good) => good.filter((each) => token.startsWith(each)).sort((a, b) => b.length - a.length)[0],
    ),
  },
  {
    id: 'malformed',
    sentence: 'breaks on JSON that is none',
    shows: /\/malformed-json$/,
    make: () => ({
      response: (asked, told) => {
        if (asked.body === '{"') told.status = 502;
      },
    }),
  },
  {
    id: 'status',
    sentence: 'answers a wrong password with the status of a gone page',
    shows: /\/wrong-password$/,
    make: () => ({
      response: (asked, told) => {
        if (asked.flow === 'login' && (told.status === 401 || told.status === 400)) told.status = 410;
      },
    }),
  },
  {
    id: 'password-returned',
    sentence: 'answers a login with the password in it',
    shows: /login.*\/no-password$|signIn.*\/no-password$/i,
    make: () => ({
      response: (asked, told) => {
        if (asked.flow !== 'login' || !isOk(told)) return;
        told.body = written({ ...jsonOf(told.body), received: fieldsOf(asked) });
      },
    }),
  },
];
