// A stand-in for the flame sessions API, written from its public documentation alone.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Account, Answer, Body, Started } from './shapes.ts';
import { choices, plainStyle } from './variants.ts';
import type { Style } from './variants.ts';
import { catalogue } from './defects.ts';
import type { DefectId } from './defects.ts';

export { variants } from './variants.ts';
export { defects } from './defects.ts';
export type { Started } from './shapes.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size <= 2_000_000) parts.push(part as Buffer);
  }
  return size <= 2_000_000 ? Buffer.concat(parts).toString('utf8') : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect, port = 0 } = options;
  if (variant !== undefined && !Object.hasOwn(choices, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(catalogue, defect)) throw new Error(`unknown defect: ${defect}`);
  const style: Style = { ...plainStyle, ...(variant === undefined ? {} : choices[variant]?.[1]) };
  const bug = (id: DefectId) => defect === id;
  const entry = defect === undefined ? '' : catalogue[defect as DefectId];
  const twisted = typeof entry === 'string' ? undefined : entry;

  const firstId = style.largeIds ? Number.MAX_SAFE_INTEGER - 40 : 4711;
  const accounts: Account[] = [
    { id: 12, email: 'admin@flame.example', password: 'n0-one-KNOWS-this' },
    { id: firstId, email: 'marta.kowalska@flame.example', password: 'Grzybobranie-2019' },
    { id: firstId + 6, email: 'piotr@flame.example', password: 'Rower&Kajak77' },
  ].map((a) => ({ ...a, name: style.accountNames ? (a.email.split('@')[0] ?? '') : a.email }));
  const [root, first, second] = accounts as [Account, Account, Account];
  const sessions = new Map<string, Account>();
  const gone = new Set<string>();
  const lastGone = new Map<number, string>();
  let counter = 0;
  let requests = 0;
  let justLoggedIn = false;

  function newToken(account: Account): string {
    counter += 1;
    if (bug('token-constant')) return 'ULzr7GuYA6iyo9EyiFrf';
    if (bug('token-counts-upwards')) return String(100000 + counter);
    if (bug('token-from-user')) return Buffer.from(account.name).toString('base64url');
    if (bug('token-is-short')) return String(1000 + Math.floor(Math.random() * 9000));
    if (style.tokenLooks === 'uuid') return randomUUID();
    if (style.tokenLooks === 'hex') return randomBytes(20).toString('hex');
    if (style.tokenLooks === 'base64') return `+/${randomBytes(23).toString('base64')}`;
    if (style.tokenLooks === 'long') return randomBytes(1125).toString('base64url');
    if (style.tokenLooks === 'jwt') {
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${encode({ alg: 'HS256' })}.${encode({ sub: account.id, jti: randomUUID() })}`;
      return `${text}.${createHmac('sha256', 'flame').update(text).digest('base64url')}`;
    }
    return randomBytes(40)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 20);
  }

  function openSession(account: Account): string {
    const open = [...sessions].filter(([, owner]) => owner === account).map(([token]) => token);
    if (bug('login-ends-other-sessions'))
      for (const [token, owner] of sessions) if (owner !== account) sessions.delete(token);
    if (style.tokens === 'one-per-user' && open[0] !== undefined) return open[0];
    if (style.tokens === 'latest-only') for (const token of open) forget(token);
    if (bug('token-of-another-user')) {
      const other = [...sessions].reverse().find(([, owner]) => owner !== account);
      if (other) return other[0];
    }
    const dead = lastGone.get(account.id);
    if (bug('login-after-logout-dead-token') && dead !== undefined) return dead;
    const token = newToken(account);
    if (bug('token-never-works')) return token;
    if (bug('token-works-once-in-two') && counter % 2 === 0) return token;
    if (bug('login-after-logout-stale') && dead !== undefined) return token;
    gone.delete(token);
    sessions.set(token, account);
    return bug('token-with-line-break') ? `${token.slice(0, 9)}\n${token.slice(9)}` : token;
  }

  function forget(token: string): void {
    const owner = sessions.get(token);
    if (bug('logout-forgets-another')) {
      const other = [...sessions].find(([, account]) => account !== owner);
      if (other) sessions.delete(other[0]);
      return;
    }
    sessions.delete(token);
    gone.add(token);
    if (owner) lastGone.set(owner.id, token);
    if (bug('logout-forgets-everybody')) sessions.clear();
  }

  function refuse(what: string, message: string): Answer {
    const cause = what.slice(what.indexOf('-') + 1);
    const usual = /^(wrong-password|unknown|no-header|gone|malformed-header)$/.test(cause) ? 401 : 422;
    const code = style.refusal ?? style.statuses[cause] ?? (cause === 'malformed' ? 400 : usual);
    const answer: Answer = { what, status: code, headers: {} };
    if (code === 401) answer.headers['WWW-Authenticate'] = 'Token realm="Application"';
    if (style.errors === 'json') answer.json = { error: message };
    if (style.errors === 'nulls') answer.json = { auth_token: null, id: null, email: null, message };
    if (style.errors === 'text') Object.assign(answer, { text: `${message}\n`, mediaType: 'text/plain' });
    if (style.errors === 'html')
      Object.assign(answer, {
        text: `<html><body><h1>${code}</h1><p>${message}</p></body></html>`,
        mediaType: 'text/html',
      });
    if (style.errors === 'problem')
      Object.assign(answer, { json: { title: message, status: code }, mediaType: 'application/problem+json' });
    return answer;
  }

  function passwordFits(account: Account, given: string): boolean {
    const real = account.password;
    const letters = (text: string) => text.replace(/[^A-Za-z0-9]/g, '');
    if (given === real || bug('any-password')) return true;
    if (bug('password-of-another-user')) return accounts.some((other) => other.password === given);
    if (bug('password-prefix')) return real.startsWith(given);
    if (bug('password-extended')) return given.startsWith(real);
    if (bug('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (bug('password-trimmed')) return given.trim() === real;
    if (bug('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    if (bug('password-collapsed')) return letters(given) === letters(real);
    if (bug('password-length-only')) return given.length === real.length;
    if (bug('password-email')) return given === account.name;
    return false;
  }

  function welcome(account: Account): Answer {
    const busy = [...sessions.values()].includes(account);
    if (bug('second-login-refused') && busy) return refuse('login-busy', 'Already logged in');
    if (bug('second-login-500') && busy) return { ...refuse('login-busy', 'Already logged in'), status: 500 };
    if (bug('login-after-logout-refused') && lastGone.has(account.id)) return refuse('login-unknown', 'Account closed');
    if (bug('login-after-logout-500') && lastGone.delete(account.id))
      return { ...refuse('login-unknown', 'undefined method for nil'), status: 500 };
    const token = openSession(account);
    const json: Body = { auth_token: token, id: account.id, email: account.email };
    if (bug('id-per-login')) json['id'] = account.id * 1000 + counter;
    if (bug('id-of-another-user') && account !== root) json['id'] = first.id;
    if (bug('email-of-another-user')) json['email'] = account === first ? second.email : first.email;
    if (style.extras)
      Object.assign(json, { role: 'manager', locations: [3, 9], plan: null, created_at: '2019-03-01T08:00:00Z' });
    const headers: Answer['headers'] = {};
    if (bug('token-in-cookie')) headers['Set-Cookie'] = `auth_token=${token}; Path=/; HttpOnly`;
    return { what: 'login+', status: style.loginStatus, headers, json };
  }

  function login(request: IncomingMessage, text: string | null): Answer {
    if (text === null) return { ...refuse('login-large', 'Too large'), status: 413 };
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (style.strict && type !== 'application/json') return { ...refuse('login-type', 'JSON please'), status: 415 };
    const accept = request.headers.accept ?? '*/*';
    if (style.strict && !/\*\/\*|application\/(\*|json)/i.test(accept))
      return { ...refuse('login-accept', 'JSON only'), status: 406 };
    if (bug('login-wants-token') && !request.headers.authorization) return refuse('login-no-header', 'Token missing');
    let body = parse(text);
    if (bug('login-wants-form'))
      body = type === 'application/json' ? {} : Object.fromEntries(new URLSearchParams(text));
    if (body === undefined) return refuse('login-malformed', 'Could not parse the request');
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return refuse('login-no-object', 'An object is expected');
    if (bug('login-wants-wrapper')) body = (body as Body)['session'] ?? {};
    const given = body as Body;
    const user = given[bug('login-wants-email') ? 'email' : 'user'];
    const password = given['password'];
    if (style.strict && Object.keys(given).some((key) => key !== 'user' && key !== 'password'))
      return { ...refuse('login-extra', 'Unknown parameter'), status: 400 };
    if (bug('login-wants-otp') && !given['otp']) return refuse('login-missing-otp', 'otp is missing');

    const byPassword = accounts.find((account) => account.password === password);
    if (bug('missing-user-accepted') && user === undefined && byPassword) return welcome(byPassword);
    if (bug('null-user-accepted') && user === null && byPassword) return welcome(byPassword);
    if (bug('blank-user-accepted') && user === '' && byPassword) return welcome(byPassword);
    if (bug('user-ignored') && byPassword && user) return welcome(byPassword);
    if (user === undefined || user === null || user === '') return refuse('login-missing-user', 'user is missing');
    if (typeof user !== 'string') return refuse('login-wrong-type', 'user must be a string');
    const fold = (name: string) => (style.foldCase ? name.toLowerCase() : name);
    let account = accounts.find((a) => fold(a.name) === fold(user));
    if (bug('user-prefix') && user.length > 2) account ??= accounts.find((a) => a.name.startsWith(user));
    if (account && bug('missing-password-accepted') && password === undefined) return welcome(account);
    if (account && bug('null-password-accepted') && password === null) return welcome(account);
    if (account && bug('blank-password-accepted') && password === '') return welcome(account);
    if (account && bug('password-true') && password === true) return welcome(account);
    if (account && bug('password-array') && Array.isArray(password) && password[0] === account.password)
      return welcome(account);
    if (account && bug('password-object') && typeof password === 'object' && password && !Array.isArray(password))
      return welcome(account);
    if (password === undefined || password === null || password === '')
      return refuse('login-missing-password', 'password is missing');
    if (typeof password !== 'string') return refuse('login-wrong-type', 'password must be a string');
    if (bug('long-value-500') && user.length + password.length > 1000)
      return { ...refuse('login-unknown', 'value too long'), status: 500 };
    if (bug('nul-500') && `${user}${password}`.includes('\0'))
      return { ...refuse('login-unknown', 'NUL byte'), status: 500 };
    if (!account && bug('any-user'))
      accounts.push((account = { id: 9000 + accounts.length, name: user, email: user, password }));
    if (!account) return refuse('login-unknown', 'Invalid user or password');
    if (passwordFits(account, password)) return welcome(account);
    const answer = refuse('login-wrong-password', 'Invalid user or password');
    if (bug('wrong-password-leaks-token'))
      answer.json = {
        error: 'Invalid password',
        auth_token: openSession(account),
        id: account.id,
        email: account.email,
      };
    return answer;
  }

  function logout(request: IncomingMessage, url: URL, text: string | null): Answer {
    const done: Answer = { what: 'logout+', status: style.logoutStatus, headers: {} };
    if (style.logoutBody !== undefined) done.json = style.logoutBody;
    const header = request.headers.authorization ?? '';
    const body = (text ? parse(text) : undefined) as Body | null | undefined;
    let token = /^Token +token=(.*)$/i.exec(header)?.[1]?.trim();
    if (bug('logout-wants-capital-scheme')) token = /^Token +token=(.*)$/.exec(header)?.[1]?.trim();
    if (bug('logout-wants-quotes') && !token?.startsWith('"')) token = undefined;
    token = token?.replace(/^"(.*)"$/, '$1');
    if (bug('bearer-accepted')) token ??= /^Bearer +(?:token=)?(.+)$/i.exec(header)?.[1];
    if (bug('any-scheme-accepted'))
      token ??= /^\S+ +(?:token=)(.+)$/i.exec(header)?.[1] ?? /^(?!Token)\S+ +(.+)$/i.exec(header)?.[1];
    if (bug('bare-token-accepted')) token ??= /^(?:token=)?(\S+)$/i.exec(header)?.[1];
    if (bug('token-without-name-accepted')) token ??= /^Token +(\S+)$/i.exec(header)?.[1];
    if (!header) {
      if (bug('token-in-query')) token = url.searchParams.get('access_token') ?? undefined;
      if (bug('token-in-body') && typeof body?.['access_token'] === 'string') token = body['access_token'];
      if (bug('token-in-cookie')) token = /auth_token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
      if (bug('no-header-ends-first-session')) token = [...sessions.keys()][0];
      if (bug('no-header-accepted')) return done;
    }
    if (!header && token === undefined) return refuse('logout-no-header', 'HTTP Token: Access denied.');
    if (token === '' && bug('empty-token-accepted')) return done;
    if (!token) return refuse('logout-malformed', 'HTTP Token: Access denied.');
    const given = token;
    const live = [...sessions.keys()];
    if (bug('logout-wants-parameter') && !url.searchParams.has('access_token') && !body?.['access_token'])
      return refuse('logout-parameter', 'access_token is missing');
    if (bug('logout-wants-body') && !text) return refuse('logout-body', 'A body is missing');
    if (bug('unknown-token-accepted') && !sessions.has(given) && !gone.has(given)) return done;
    let found = sessions.has(given) ? given : undefined;
    if (bug('token-prefix-accepted') && given.length > 3) found ??= live.find((known) => known.startsWith(given));
    if (bug('token-extended-accepted')) found ??= live.find((known) => given.startsWith(known));
    if (bug('token-case-blind')) found ??= live.find((known) => known.toLowerCase() === given.toLowerCase());
    if (found === undefined)
      return refuse(gone.has(given) ? 'logout-gone' : 'logout-unknown', 'HTTP Token: Access denied.');
    if (!bug('logout-forgets-nothing')) forget(found);
    return done;
  }

  async function handle(request: IncomingMessage): Promise<Answer> {
    const text = await readBody(request);
    const url = URL.canParse(request.url ?? '', 'http://host')
      ? new URL(request.url ?? '', 'http://host')
      : new URL('http://host');
    requests += 1;
    if (bug('every-third-500') && requests % 3 === 0) return { ...refuse('crash', 'Oops'), status: 500 };
    if (bug('first-after-login-500') && justLoggedIn) {
      justLoggedIn = false;
      return { ...refuse('crash', 'Oops'), status: 500 };
    }
    if (url.pathname.replace(/\/$/, '') !== '/api/v1/sessions')
      return { ...refuse('route', 'No such page'), status: 404 };
    if (request.method === 'DELETE') return logout(request, url, text);
    if (request.method !== 'POST')
      return { ...refuse('route', 'Method not allowed'), status: 405, headers: { Allow: 'POST, DELETE' } };
    if (bug('login-redirects-to-slash') && !url.pathname.endsWith('/'))
      return { what: 'route', status: 307, headers: { Location: '/api/v1/sessions/' } };
    const answer = login(request, text);
    justLoggedIn = answer.what === 'login+';
    return answer;
  }

  async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    if (twisted && answer.what.startsWith(twisted.at)) twisted.twist(answer);
    if (answer.hangUp) return void request.socket.destroy();
    const headers: Record<string, string | string[]> = {
      Server: 'nginx',
      'X-Request-Id': randomUUID(),
      ...answer.headers,
    };
    if (!style.cacheable) headers['Cache-Control'] = 'no-store';
    if (style.cookies)
      headers['Set-Cookie'] = [`_flame_session=${randomUUID()}; path=/; HttpOnly`, 'locale=pl; path=/'];
    if (style.closing) headers['Connection'] = 'close';
    const json = answer.json === undefined ? '' : JSON.stringify(answer.json, null, style.pretty ? 2 : undefined);
    let text = answer.text ?? (style.pretty && json ? `\n${json}\n` : json);
    if (answer.rewrite) text = answer.rewrite(text);
    let bytes = Buffer.from(text, 'utf8');
    const type = answer.mediaType === undefined ? 'application/json' : answer.mediaType;
    if (type !== null && (bytes.length > 0 || answer.text !== undefined))
      headers['Content-Type'] = style.charset ? `${type}; charset=utf-8` : type;
    if (
      style.gzip &&
      bytes.length > 0 &&
      /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers['accept-encoding'] ?? '')
    ) {
      bytes = gzipSync(bytes);
      Object.assign(headers, { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
    }
    if (style.delay) await pause(style.delay);
    if (style.hints && request.httpVersion === '1.1')
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    const bodiless = answer.status === 204 || answer.status === 304;
    if (!style.chunked && !bodiless) headers['Content-Length'] = String(bytes.length);
    if (bodiless) delete headers['Content-Type'];
    response.writeHead(answer.status, headers);
    if (style.chunked && !bodiless)
      for (let at = 0; at < bytes.length; at += 9) response.write(bytes.subarray(at, at + 9));
    response.end(style.chunked || bodiless ? undefined : bytes);
  }

  const server = createServer((request, response) => {
    handle(request)
      .then((answer) => send(request, response, answer))
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: {
      TARGET_API: 'flame',
      TARGET_URL: url,
      TARGET_USERNAME: first.name,
      TARGET_PASSWORD: first.password,
      TARGET_SECOND_USERNAME: second.name,
      TARGET_SECOND_PASSWORD: second.password,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { variant: text, defect: text, port: text } });
  const started = await start({
    ...(values.variant === undefined ? {} : { variant: values.variant }),
    ...(values.defect === undefined ? {} : { defect: values.defect }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  for (const [name, value] of Object.entries(started.settings)) console.log(`${name}=${value}`);
  console.log(started.url);
}
