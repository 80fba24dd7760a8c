// A stand-in for goAct's authorization API, written from its documentation alone.
import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Fields, Grant, Person, Result, Started } from './shapes.ts';
import { choices, normal } from './variants.ts';
import type { Style } from './variants.ts';
import { defects, flaws } from './defects.ts';
import type { Fault } from './defects.ts';

export { variants } from './variants.ts';
export { defects } from './defects.ts';
export type { Started } from './shapes.ts';

const APPLICATION = { id: 'runner-app-7', secret: 'Qm9vbWVyYW5n.Zk-31' };
const object = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function service(style: Style, defect: string | undefined) {
  const has = (id: Fault) => defect === id;
  const base = style.bigIds ? 2 ** 40 : 1200;
  const people: Person[] = [
    { id: base + 31, username: 'joan.ferris@goact.example', password: 'Kookaburra+Gum3' },
    { id: base + 32, username: 'lee@goact.example', password: 'W0mbat_W0mbat' },
  ];
  const [first] = people as [Person];
  const starters = new Set(people);
  const passwordless = new Set<Person>();
  const fresh = new Set<Person>();
  const grants = new Map<string, Grant>();
  const short = defect?.startsWith('info-expired') || has('info-expired-accepted');
  const lifetime = short ? 1 : style.lifetime;
  let latest = first;
  let counter = 0;
  let requests = 0;
  let welcomed = false;

  const same = (left: string, right: string) =>
    style.fold ? left.toLowerCase() === right.toLowerCase() : left === right;
  const find = (username: string) => people.find((person) => same(person.username, username));

  function makeToken(person: Person): string {
    if (has('token-constant')) return '2YotnFZFEjr1zCsicMWpAA';
    if (has('token-counts-upwards')) return String(900000 + counter);
    if (has('token-from-user')) return Buffer.from(person.username).toString('base64url');
    if (style.looks === 'uuid') return `{${randomUUID().toUpperCase()}}`;
    if (style.looks === 'long') return randomBytes(1000).toString('hex');
    if (style.looks === 'dots') return `g:${person.id}.~/${randomBytes(12).toString('hex')}:x`;
    if (style.looks === 'padded') return randomBytes(22).toString('base64');
    if (style.looks === 'jwt') {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: person.id, jti: randomUUID() })}`;
      return `${text}.${createHmac('sha256', 'goact').update(text).digest('base64url')}`;
    }
    return randomBytes(16).toString('base64url');
  }

  function grant(event: 'login' | 'register', person: Person): Result {
    counter += 1;
    latest = person;
    const good = [...grants].filter(([, g]) => g.person === person && !g.cancelled && g.expires > Date.now());
    if (event === 'login' && has('second-login-refused') && good.length > 0)
      return refuse('login:busy', 403, 'Logged in');
    if (style.tokens === 'latest') for (const [, g] of good) g.cancelled = true;
    if (has('login-cancels-others')) for (const g of grants.values()) g.cancelled ||= g.person !== person;
    const kept = style.tokens === 'one' ? good[0] : undefined;
    const other = has('token-of-another-user') ? [...grants].reverse().find(([, g]) => g.person !== person) : undefined;
    let token = (kept ?? other)?.[0] ?? makeToken(person);
    let dies = Date.now() + lifetime * 1000;
    if (style.optionalLifetime) dies = Infinity;
    if (has('info-expired-accepted')) dies = Date.now() + 3600_000;
    if (has('info-expires-early')) dies = Date.now() + 1000;
    if (has('info-dead-at-once')) dies = 0;
    const dead =
      (has('token-never-works') && event === 'login') || (has('register-token-dead') && event === 'register');
    const owner = has('register-token-of-first') && event === 'register' ? first : person;
    if (!dead && !kept && !other) grants.set(token, { person: owner, expires: dies, cancelled: false });
    if (has('token-with-line-break')) token = `${token.slice(0, 9)}\n${token.slice(9)}`;
    const left = kept ? Math.max(1, Math.ceil((kept[1].expires - Date.now()) / 1000)) : lifetime;
    const fields: Fields = { user: person.id, access_token: token, token_type: 'user', expires_in: left };
    if (style.optionalLifetime) delete fields['expires_in'];
    if (has('login-user-of-another') && event === 'login') fields['user'] = people.find((p) => p !== person)?.id;
    if (has('register-other-user') && event === 'register') fields['user'] = person.id + 500;
    if (style.extras)
      Object.assign(fields, {
        scope: 'all',
        refresh_token: randomUUID(),
        profile: { units: 'metric' },
        response: 'OK',
      });
    welcomed = true;
    return { event, status: 200, fields };
  }

  function refuse(event: string, status: number, message: string): Result {
    if (style.errors === 'text') return { event, status, text: message, type: 'text/plain' };
    if (style.errors === 'html')
      return { event, status, text: `<h1>${status}</h1><p>${message}</p>`, type: 'text/html' };
    if (style.errors === 'empty') return { event, status, text: '', type: null };
    if (style.errors === 'problem')
      return { event, status, fields: { title: message, status }, type: 'application/problem+json' };
    if (style.errors === 'oauth')
      return { event, status, fields: { error: 'invalid_grant', error_description: message } };
    const nulls = { user: null, access_token: null, token_type: null, expires_in: null };
    return { event, status, fields: { ...(style.errors === 'nulls' ? nulls : {}), response: message } };
  }
  const crash = (event: string) => refuse(event, 500, 'java.lang.NullPointerException');

  function fits(person: Person, given: string): boolean {
    const real = person.password;
    if (given === real || has('any-password') || passwordless.has(person)) return true;
    if (has('password-of-another-user')) return people.some((one) => one.password === given);
    if (has('password-prefix')) return real.startsWith(given);
    if (has('password-extended')) return given.startsWith(real);
    if (has('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (has('password-trimmed')) return given.trim() === real;
    if (has('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    return false;
  }

  function readFields(call: string, request: IncomingMessage, text: string, allowed: string[]): Fields | Result {
    const type = request.headers['content-type'] ?? '';
    if (style.strictType && !/^application\/json\s*(;|$)/i.test(type)) return refuse(`${call}:type`, 415, 'JSON only');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return refuse(`${call}:malformed`, 400, 'The request body could not be read');
    }
    if (!object(value)) return refuse(`${call}:malformed`, 400, 'The request body must be an object');
    if (has('login-wants-form') && call === 'login') value = {};
    if (has('register-wants-wrapper') && call === 'register')
      value = object((value as Fields)['user']) ? (value as Fields)['user'] : {};
    if (style.strictFields && Object.keys(value as Fields).some((key) => !allowed.includes(key)))
      return refuse(`${call}:field`, 400, 'Unknown field');
    return { ...(value as Fields), event: undefined };
  }
  const isResult = (value: Fields | Result): value is Result => typeof value.event === 'string';
  const empty = (value: unknown) => value === undefined || value === null || value === '';

  function login(request: IncomingMessage, text: string): Result {
    const fields = readFields('login', request, text, ['grant_type', 'username', 'password']);
    if (isResult(fields)) return fields;
    const { grant_type: type, password } = fields;
    const username = fields[has('login-wants-email') ? 'email' : 'username'];
    if (has('login-wants-application') && !/^Application /i.test(request.headers.authorization ?? ''))
      return refuse('login:application', 401, 'Application credentials are missing');
    const typeFits =
      type === 'password' ||
      (has('grant-type-unchecked') && type !== undefined) ||
      (has('grant-type-optional') && type === undefined) ||
      (has('grant-type-signup') && type === 'signup') ||
      (has('grant-type-case-blind') && String(type).toLowerCase() === 'password');
    if (!typeFits) return refuse('login:grant-type', style.badRequest, 'grant_type must be password');
    const byPassword = people.find((person) => person.password === password);
    if (byPassword && has('missing-username-accepted') && username === undefined) return grant('login', byPassword);
    if (byPassword && has('blank-username-accepted') && username === '') return grant('login', byPassword);
    if (empty(username)) return refuse('login:missing-username', style.badRequest, 'username is required');
    if (typeof username !== 'string') return refuse('login:wrong-type', style.badRequest, 'username must be a string');
    let person = find(username);
    if (person && has('missing-password-accepted') && password === undefined) return grant('login', person);
    if (person && has('null-password-accepted') && password === null) return grant('login', person);
    if (person && has('blank-password-accepted') && password === '') return grant('login', person);
    if (person && has('password-array') && Array.isArray(password) && password[0] === person.password)
      return grant('login', person);
    if (person && has('password-object') && object(password)) return grant('login', person);
    if (empty(password)) return refuse('login:missing-password', style.badRequest, 'password is required');
    if (typeof password !== 'string') return refuse('login:wrong-type', style.badRequest, 'password must be a string');
    if (has('login-long-value-500') && username.length > 1000) return crash('login:long');
    if (has('login-nul-500') && username.includes('\0')) return crash('login:nul');
    if (has('username-prefix') && username.length > 2)
      person ??= people.find((one) => one.username.startsWith(username));
    if (!person && has('unknown-user-is-first')) person = first;
    else if (!person && has('any-user'))
      people.push((person = { id: base + 7000 + people.length, username, password }));
    if (!person)
      return refuse('login:unknown-user', style.unknownUser, 'The requested resource was not found on server');
    if (has('registered-login-500') && fresh.delete(person)) return crash('login:fresh');
    if (has('unknown-user-is-first') && person === first && !same(username, first.username))
      return grant('login', first);
    if (fits(person, password)) return grant('login', person);
    const result = refuse('login:wrong-password', 404, 'The password does not match, suggest reset?');
    if (has('wrong-password-leaks-token'))
      result.fields = { response: 'The password does not match', ...(grant('login', person).fields as Fields) };
    return result;
  }

  function info(request: IncomingMessage, query: URLSearchParams): Result {
    const header = request.headers.authorization?.trim() ?? '';
    const [, scheme = '', rest] = /^(\S+)(?:\s+(.*))?$/.exec(header) ?? [];
    const kind = scheme.toLowerCase();
    let token = kind === 'usertoken' ? rest : undefined;
    if (has('info-wants-capitals') && scheme !== 'UserToken') token = undefined;
    if (has('info-wants-bearer')) token = kind === 'bearer' ? rest : undefined;
    if (has('info-any-scheme') || (has('info-bearer') && kind === 'bearer')) token = rest;
    if (has('info-application-scheme') && kind === 'application') token = rest;
    if (has('info-no-scheme') && rest === undefined && scheme) token = scheme;
    if (!header && has('info-query')) token = query.get('access_token') ?? undefined;
    if (!header && has('info-cookie')) token = /goact=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (has('info-application-accepted') && rest === `${APPLICATION.id}:${APPLICATION.secret}`)
      return tell(first, '', Infinity);
    if (!header && has('info-none-accepted')) return tell(first, '', Infinity);
    if (!header && token === undefined) return refuse('info:none', style.noToken, 'Authorization is missing');
    if (!token) return refuse('info:malformed', style.noToken, 'Authorization is malformed');
    const given = token;
    let found = grants.get(given);
    const like = (test: (known: string) => boolean) => [...grants].find(([known]) => test(known))?.[1];
    if (has('info-prefix-accepted') && given.length > 3) found ??= like((known) => known.startsWith(given));
    if (has('info-extended-accepted')) found ??= like((known) => given.startsWith(known));
    if (has('info-case-blind')) found ??= like((known) => known.toLowerCase() === given.toLowerCase());
    if (has('info-unknown-accepted')) found ??= { person: first, expires: Infinity, cancelled: false };
    if (!found) return refuse('info:unknown', style.unknownToken, 'The requested resource was not found on server');
    if (found.cancelled || found.expires <= Date.now()) return refuse('info:expired', 403, 'The token is expired');
    if (has('token-works-once')) found.cancelled = true;
    return tell(has('info-says-first') ? first : has('info-says-latest') ? latest : found.person, given, found.expires);
  }

  function tell(person: Person, token: string, expires: number): Result {
    const fields: Fields = { user: person.id, token_type: 'user' };
    if (style.fullInfo)
      Object.assign(fields, { access_token: token, expires_in: Math.max(1, Math.ceil((expires - Date.now()) / 1000)) });
    if (style.extras) Object.assign(fields, { username: person.username, scopes: [], last_seen: null });
    return { event: 'info', status: 200, fields };
  }

  function credentials(header: string): 'fine' | 'none' | 'malformed' | 'wrong' {
    if (has('register-unchecked')) return 'fine';
    if (!header) return has('register-optional') ? 'fine' : 'none';
    const [, scheme = '', rest] = /^(\S+)(?:\s+(.*))?$/.exec(header) ?? [];
    if (has('register-user-token') && /^UserToken$/i.test(scheme) && grants.has(rest ?? '')) return 'fine';
    if (has('register-basic-only')) return /^Basic$/i.test(scheme) ? 'fine' : 'malformed';
    let pair = /^application$/i.test(scheme) ? rest : undefined;
    if (has('register-wants-capitals') && scheme !== 'Application') pair = undefined;
    if (has('register-any-scheme')) pair = rest;
    if (has('register-no-scheme') && rest === undefined) pair = scheme;
    const colon = pair?.indexOf(':') ?? -1;
    if (pair === undefined || (colon < 0 && !has('register-id-only') && !has('register-secret-prefix')))
      return 'malformed';
    const id = colon < 0 ? pair : pair.slice(0, colon);
    const secret = colon < 0 ? '' : pair.slice(colon + 1);
    const real = APPLICATION.secret;
    const secretFits =
      secret === real ||
      has('register-id-only') ||
      (has('register-secret-prefix') && real.startsWith(secret)) ||
      (has('register-secret-extended') && secret.startsWith(real)) ||
      (has('register-secret-case-blind') && secret.toLowerCase() === real.toLowerCase());
    if (has('register-swapped') && secret === APPLICATION.id && id === real) return 'fine';
    return (id === APPLICATION.id || has('register-secret-only')) && secretFits ? 'fine' : 'wrong';
  }

  function register(request: IncomingMessage, text: string): Result {
    const state = credentials(request.headers.authorization?.trim() ?? '');
    if (state === 'none')
      return refuse('register:no-credentials', style.badApplication, 'Application credentials are missing');
    if (state === 'malformed')
      return refuse('register:malformed-credentials', style.badApplication, 'Application expected');
    if (state === 'wrong') return refuse('register:bad-credentials', style.badApplication, 'No such application');
    const names = ['grant_type', 'firstname', 'lastname', 'username', 'password'];
    const fields = readFields('register', request, text, names);
    if (isResult(fields)) return fields;
    if (!style.anyGrantOnRegister && fields['grant_type'] !== 'signup')
      return refuse('register:grant-type', style.badRequest, 'grant_type must be signup');
    const excused = (name: string, value: unknown) =>
      (name === 'username' && has('register-missing-username') && value === undefined) ||
      (name === 'username' && has('register-blank-username') && value === '') ||
      (name === 'password' && has('register-missing-password') && value === undefined) ||
      (name === 'password' && has('register-minimum-none') && value === '') ||
      (name !== 'username' && name !== 'password' && !style.namesRequired);
    if (has('register-wants-confirmation')) names.push('password_confirmation');
    if (has('register-wants-phone')) names.push('phone');
    for (const name of names.slice(1)) {
      const value = fields[name];
      if (!empty(value) && typeof value !== 'string')
        return refuse('register:wrong-type', style.badRequest, `${name} must be a string`);
      if (!empty(value) || excused(name, value)) continue;
      const short = name === 'password' && value === '';
      return refuse(short ? 'register:short' : 'register:missing', style.badRequest, `${name} is required`);
    }
    const username = typeof fields['username'] === 'string' ? fields['username'] : '';
    const password = typeof fields['password'] === 'string' ? fields['password'] : '';
    if (has('register-nul-500') && JSON.stringify(fields).includes('\\u0000')) return crash('register:nul');
    let minimum = 6;
    if (has('register-minimum-5')) minimum = 5;
    if (has('register-minimum-7')) minimum = 7;
    if (has('register-minimum-8')) minimum = 8;
    if (has('register-minimum-none') || (has('register-missing-password') && fields['password'] === undefined))
      minimum = 0;
    const length = has('register-minimum-bytes') ? Buffer.byteLength(password) : Array.from(password).length;
    if (length < minimum) return refuse('register:short', style.badRequest, 'The password is too short');

    const person: Person = { id: base + 40 + people.length * randomInt(1, 9) + counter * 10, username, password };
    while (people.some((one) => one.id === person.id)) person.id += 1;
    const taken = find(username);
    if (taken) {
      const result = refuse('register:duplicate', 403, 'The username has already existed');
      if (has('register-duplicate-same')) return grant('register', taken);
      if (has('register-duplicate-login') && taken.password === password) return grant('register', taken);
      if (has('register-duplicate-overwrites')) taken.password = password;
      if (has('register-duplicate-deletes')) people.splice(people.indexOf(taken), 1);
      if (has('register-duplicate-leaks'))
        result.fields = { response: 'Taken', ...(grant('register', taken).fields as Fields) };
      if (!has('register-duplicate-new') && !(has('register-duplicate-first-only') && !starters.has(taken)))
        return result;
    }
    if (has('register-same-user')) person.id = base + 39;
    if (has('register-user-of-existing')) person.id = first.id;
    if (has('register-password-mangled')) person.password = password.toLowerCase();
    if (has('register-password-cut')) person.password = password.slice(0, 8);
    if (has('register-password-ignored')) passwordless.add(person);
    if (!has('register-persists-nothing')) people.push(person);
    fresh.add(person);
    return grant('register', person);
  }

  async function handle(request: IncomingMessage): Promise<Result> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) if ((size += (part as Buffer).length) < 1 << 20) parts.push(part as Buffer);
    const [path, query = ''] = (request.url ?? '').split('?');
    const text = Buffer.concat(parts).toString();
    requests += 1;
    if (has('every-third-500') && requests % 3 === 0) return crash('other');
    if (has('first-after-login-500') && welcomed) {
      welcomed = false;
      return crash('other');
    }
    const call = `${request.method ?? ''} ${path ?? ''}`;
    if (size >= 1 << 20) return refuse('other', 413, 'Too large');
    if (call === 'POST /mint/api/v1/auth/authorize') {
      const result = login(request, text);
      welcomed = result.event === 'login';
      return result;
    }
    if (call === 'GET /mint/api/v1/auth/token_info') return info(request, new URLSearchParams(query));
    if (call === 'POST /mint/api/v1/auth/register') {
      const result = register(request, text);
      welcomed = false;
      return result;
    }
    return refuse('other', 404, 'The requested resource was not found on server');
  }

  return {
    handle,
    people,
    short: lifetime === 1 || has('info-expires-early'),
    cookie: has('info-cookie'),
    cacheable: has('no-cache-control'),
  };
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  result: Result,
  style: Style,
  extra: Record<string, string>,
): void {
  if (result.cut) return void request.socket.destroy();
  const headers: Record<string, string | number | string[]> = {
    'X-Api-Version': '1.9.4',
    Date: new Date().toUTCString(),
    ...extra,
  };
  if (result.location !== undefined) headers['Location'] = result.location;
  if (result.status === 401) headers['WWW-Authenticate'] = 'UserToken realm="goact", Application realm="goact"';
  if (style.cookies) headers['Set-Cookie'] = [`JSESSIONID=${randomUUID()}; Path=/mint; HttpOnly`];
  const json = result.fields === undefined ? '' : JSON.stringify(result.fields, null, style.pretty ? '    ' : '');
  const text = result.text ?? json;
  let bytes: Buffer = Buffer.from(result.finish ? result.finish(text) : text);
  const type = result.type === undefined ? 'application/json' : result.type;
  if (type !== null && result.status !== 204) headers['Content-Type'] = style.charset ? `${type};charset=UTF-8` : type;
  const codings = (request.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  if (style.gzip && bytes.length > 0 && codings.includes('gzip')) {
    bytes = gzipSync(bytes);
    headers['Content-Encoding'] = 'gzip';
  }
  if (!style.chunked && result.status !== 204) headers['Content-Length'] = bytes.length;
  response.writeHead(result.status, headers);
  if (result.status === 204) return void response.end();
  const half = Math.floor(bytes.length / 2);
  if (style.chunked && half > 0) response.write(bytes.subarray(0, half));
  setTimeout(() => response.end(style.chunked ? bytes.subarray(half) : bytes), style.slowly ? 200 : 0);
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect } = options;
  if (variant !== undefined && !Object.hasOwn(choices, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(defects, defect)) throw new Error(`unknown defect: ${defect}`);
  const style: Style = { ...normal, ...(variant === undefined ? {} : choices[variant]?.style) };
  const running = service(style, defect);
  const broken = defect === undefined ? undefined : flaws[defect];
  const server = createServer((request, response) => {
    running
      .handle(request)
      .then((result) => {
        const token = object(result.fields) ? result.fields['access_token'] : undefined;
        const extra: Record<string, string> = running.cacheable
          ? {}
          : { 'Cache-Control': 'no-store', Pragma: 'no-cache' };
        if (running.cookie && typeof token === 'string') extra['Set-Cookie'] = `goact=${token}; HttpOnly`;
        if (
          broken &&
          (typeof broken.event === 'string' ? broken.event === result.event : broken.event.test(result.event))
        )
          broken.patch(result);
        write(request, response, result, style, extra);
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port ?? 0 }, resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [first, second] = running.people as [Person, Person];
  const settings: Record<string, string> = {
    TARGET_API: 'goact',
    TARGET_URL: url,
    TARGET_USERNAME: first.username,
    TARGET_PASSWORD: first.password,
    TARGET_SECOND_USERNAME: second.username,
    TARGET_SECOND_PASSWORD: second.password,
    TARGET_CLIENT_ID: APPLICATION.id,
    TARGET_CLIENT_SECRET: APPLICATION.secret,
    TARGET_ALLOW_REGISTER: '1',
  };
  if (running.short) settings['TARGET_MAX_WAIT_SECONDS'] = '3';
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, settings, close };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { variant: { type: 'string' }, defect: { type: 'string' }, port: { type: 'string' } },
  });
  const { port, ...rest } = values;
  const started = await start({ ...rest, ...(port === undefined ? {} : { port: Number(port) }) });
  console.log(
    Object.entries(started.settings)
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  console.log(started.url);
}
