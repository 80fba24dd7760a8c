/**
 * A "dood" server of our own: anonymous and authenticated sessions, everything in memory.
 * One variant (another legal choice) and one defect (a real mistake) can be switched on.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { BASE, CODE, HTML, SEEDS, SYSTEMS } from './shapes.ts';
import type { Operation, Reply, Started } from './shapes.ts';
import { variants } from './variants.ts';
import { defects, failures, good, wrongBodies, wrongFailures, wrongLogoutBodies, wrongWire } from './defects.ts';
import type { ApiSession, Conduct } from './defects.ts';

export { variants } from './variants.ts';
export { defects } from './defects.ts';
export type { Started } from './shapes.ts';

function build(variant: string, defect: string) {
  const on = (id: Conduct) => defect === id;
  const accounts = new Map(SEEDS.map((a) => [a.email, a]));
  /** Living keys, oldest first, with the address of the user, or '' for an anonymous session. */
  const living = new Map<string, string>();
  const spent = new Set<string>();
  const fresh = new Set<string>();
  let requests = 0;
  let tripNext = false;

  const fail = (code: number, status = 200): Reply => ({ status, body: { code } });

  /** A failure with a documented code; the place where the failure defects bite. */
  function refuse(kind: keyof typeof failures, code: number): Reply {
    for (const [id, [, make]] of Object.entries(wrongFailures))
      if (defect === `${kind}-${id}`) return make(code, () => session(''));
    const atLogin = kind === 'unknown-user' || kind === 'wrong-password';
    if (on('wrong-password-hangs-up') && kind === 'wrong-password') return { status: 0, body: '', drop: true };
    if (on('unknown-user-is-wrong-pass') && kind === 'unknown-user') return fail(CODE.WRONG_PASS);
    if (on('wrong-password-is-wrong-login') && kind === 'wrong-password') return fail(CODE.WRONG_LOGIN);
    if (on('login-codes-swapped') && atLogin) return fail(CODE.WRONG_LOGIN + CODE.WRONG_PASS - code);
    if (on('register-codes-swapped') && (kind === 'bad-email' || kind === 'weak-password'))
      return fail(CODE.WRONG_EMAIL + CODE.PASS_TOO_SIMPLE - code);
    if (on('duplicate-is-wrong-login') && kind === 'duplicate') return fail(CODE.WRONG_LOGIN);
    if (on('duplicate-gives-409') && kind === 'duplicate') return fail(code, 409);
    if (on('login-401-wrong-code') && atLogin) return fail(CODE.LOGIN_EXISTS, 401);
    if (atLogin && variant === 'login-401-code') return fail(code, 401);
    if (atLogin && variant === 'login-401-empty') return { status: 401, body: '', type: '' };
    if (atLogin && variant === 'login-401-html') return { status: 401, body: '<h1>Unauthorized</h1>', type: HTML };
    return fail(code);
  }

  function newKey(): string {
    if (on('keys-counted')) return String(70000 + living.size + spent.size);
    if (variant === 'uuid-keys') return randomUUID();
    if (variant === 'base64-keys') return `+/${randomBytes(25).toString('base64')}`;
    if (variant === 'numeric-keys') return [...randomBytes(24)].map((b) => b % 10).join('');
    if (variant === 'long-keys') return randomBytes(600).toString('hex');
    return randomBytes(20).toString('hex');
  }

  function describe(key: string): ApiSession {
    const lean: ApiSession = { type: 'APISession', session_key: key };
    if (variant === 'lean-session') return lean;
    const more = { photo_server: 'http://img.dood.example/p/', id: 'a81f-mobile', category_version: 1304413200000 };
    return { ...lean, ...more, ...(variant === 'chatty' ? { ttl: 86400, user: null } : {}) };
  }

  /** Opens a session for an address ('' is anonymous). */
  function session(email: string, kind: Operation = 'start'): ApiSession {
    const held = (test: (owner: string) => boolean) => [...living].findLast(([, owner]) => test(owner))?.[0];
    let key: string | undefined;
    if (on('start-keys-repeat') && kind === 'start') key = held((owner) => owner === '');
    if (on('login-keys-repeat') && kind === 'login') key = held((owner) => owner === email);
    if (on('login-key-of-another-user') && kind === 'login') key = held((owner) => owner !== '' && owner !== email);
    if (on('register-gives-start-key') && kind === 'register') key = held((owner) => owner === '');
    if (on('keys-shared-by-users') && kind !== 'start') key = '5e5510000000000000000000000000000000beef';
    if (on('login-ends-other-sessions') && kind === 'login')
      for (const [k, owner] of living) if (owner !== email) living.delete(k);
    if (on('register-ends-other-sessions') && kind === 'register') living.clear();
    key ??= newKey();
    if (defect !== `${kind}-key-dead`) living.set(key, living.get(key) ?? email);
    return describe(key);
  }

  function success(operation: Operation, shown: ApiSession, base: unknown): Reply {
    const reply: Reply = { status: 200, body: base, headers: { 'Cache-Control': 'no-store, private' } };
    if (on('cacheable')) reply.headers = { 'Cache-Control': 'public, max-age=3600' };
    const suffix = defect.startsWith(`${operation}-`) ? defect.slice(operation.length + 1) : '';
    const bodies = operation === 'logout' ? wrongLogoutBodies : wrongBodies;
    if (bodies[suffix]) reply.body = bodies[suffix][1](shown);
    wrongWire[suffix]?.[1](reply);
    return reply;
  }

  function startSession(params: URLSearchParams): Reply {
    const system = params.get('system') ?? '';
    if (on('start-needs-session-key') && !params.has('session_key')) return fail(CODE.NEED_LOGIN, 401);
    const refused = defect === `start-refuses-${system}`;
    if (refused || (!SYSTEMS.includes(system) && variant !== 'any-system'))
      return fail(CODE.BAD_PARAMETER, variant === 'start-system-200' ? 200 : 400);
    const opened = session('');
    return success('start', opened, good(opened));
  }

  const find = (email: string) =>
    variant === 'email-any-case'
      ? [...accounts.values()].find((a) => a.email.toLowerCase() === email.toLowerCase())
      : accounts.get(email);

  function passwordFits(given: string, stored: string): boolean {
    const head = (s: string) => Buffer.from(s).subarray(0, 8).toString('hex');
    if (on('any-password')) return true;
    if (on('password-prefix')) return given !== '' && stored.startsWith(given);
    if (on('password-extended')) return given.startsWith(stored);
    if (on('password-any-case')) return given.toLowerCase() === stored.toLowerCase();
    if (on('password-trimmed')) return given.trim() === stored.trim();
    if (on('password-8-bytes')) return head(given) === head(stored);
    if (on('password-last-character-ignored')) return given.replace(/.$/su, '') === stored.replace(/.$/su, '');
    if (on('password-of-anybody')) return [...accounts.values()].some((a) => a.password === given);
    if (on('password-sql') && /'\s*or\s/i.test(given)) return true;
    return given === stored;
  }

  function login(params: URLSearchParams): Reply {
    const email = params.get('email');
    const password = params.get('password');
    const system = params.get('system') ?? '';
    const done = (who: string) => {
      tripNext = true;
      const opened = session(who, 'login');
      return success('login', opened, good(opened));
    };
    if (on('missing-parameter-500') && (email === null || password === null)) throw new TypeError('undefined');
    if (defect === `login-refuses-${system}`) return fail(CODE.BAD_PARAMETER);
    if (on('login-needs-session-key') && !living.has(params.get('session_key') ?? ''))
      return fail(CODE.NEED_LOGIN, 401);
    if (variant === 'system-required' && !SYSTEMS.includes(system)) return refuse('unknown-user', CODE.WRONG_LOGIN);
    if (email === null && on('login-missing-email-accepted')) return done(SEEDS[0].email);
    if (email === '' && on('login-blank-email-accepted')) return done(SEEDS[0].email);
    const account = find(email ?? '');
    if (!account) return on('any-user') && email ? done(email) : refuse('unknown-user', CODE.WRONG_LOGIN);
    if (password === null && on('login-missing-password-accepted')) return done(account.email);
    if (password === '' && on('login-blank-password-accepted')) return done(account.email);
    if (!password || !passwordFits(password, account.password)) return refuse('wrong-password', CODE.WRONG_PASS);
    if (on('login-only-first-account') && account.email !== SEEDS[0].email) return fail(CODE.WRONG_LOGIN);
    if (on('register-first-login-fails') && fresh.delete(account.email)) return fail(CODE.WRONG_LOGIN);
    if (on('second-login-refused') && [...living.values()].includes(account.email)) return fail(0x16);
    return done(account.email);
  }

  function logout(params: URLSearchParams): Reply {
    const key = params.get(on('logout-other-name') ? 'sessionKey' : 'session_key');
    const bye = (ended: string) => {
      if (!on('logout-forgets-nothing')) living.delete(ended);
      spent.add(ended);
      if (on('logout-forgets-everybody')) living.clear();
      return success('logout', describe(ended), variant === 'logout-empty-data' ? { code: 0, data: [] } : { code: 0 });
    };
    let match = key !== null && living.has(key) ? key : undefined;
    const seek = (test: (k: string) => boolean) => [...living.keys()].find(test);
    if (key) {
      if (on('logout-prefix-accepted')) match ??= seek((k) => k.startsWith(key));
      if (on('logout-extended-accepted')) match ??= seek((k) => key.startsWith(k));
      if (on('logout-other-case-accepted')) match ??= seek((k) => k.toLowerCase() === key.toLowerCase());
    }
    if (match !== undefined) {
      const anonymous = living.get(match) === '';
      if (on('logout-refuses-anonymous') && anonymous) return fail(CODE.NEED_LOGIN);
      if (on('logout-refuses-authenticated') && !anonymous) return fail(0x12);
      return bye(on('logout-ends-newest') ? ([...living.keys()].at(-1) ?? match) : match);
    }
    if (key === null) {
      if (on('logout-absent-accepted')) return bye('');
      if (on('logout-absent-500')) throw new TypeError('undefined');
      if (on('logout-absent-400')) return fail(CODE.BAD_PARAMETER, 400);
    } else if (key === '') {
      if (on('logout-empty-accepted')) return bye('');
    } else {
      if (on('logout-spent-accepted') && spent.has(key)) return bye(key);
      if (on('logout-unknown-accepted')) return bye(key);
      if (on('logout-unknown-500')) throw new TypeError('undefined');
      if (on('logout-unknown-403')) return fail(CODE.SESSION_EXPIRED, 403);
      if (on('logout-unknown-404')) return fail(CODE.SESSION_EXPIRED, 404);
      if (on('logout-unknown-302')) return { status: 302, body: '', type: '', headers: { Location: '/' } };
      if (on('logout-unknown-session')) return { status: 401, body: good(session('')) };
    }
    const code = key ? CODE.SESSION_EXPIRED : CODE.NEED_LOGIN;
    if (variant === 'no-session-200') return fail(code);
    if (variant === 'no-session-empty') return { status: 401, body: '', type: '' };
    if (variant === 'no-session-challenge') return { ...fail(code, 401), headers: { 'WWW-Authenticate': 'Session' } };
    return fail(code, 401);
  }

  /** The code 64 answers: whether the profile is acceptable. */
  function profileFits(params: URLSearchParams): boolean {
    const value = (name: string) => params.get(name) ?? '';
    const [sex, city, birth] = [value('sex'), value('default_city'), value('birthdate')];
    const refusedSex = { M: 'upper-m', F: 'upper-f', m: 'lower-m', f: 'lower-f' }[sex];
    if (refusedSex !== undefined && defect === `sex-refuses-${refusedSex}`) return false;
    if (on('sex-required') && sex === '') return false;
    if (on('city-required') && city === '') return false;
    if (city !== '') {
      const shape = city === city.toLowerCase() ? 'lower' : city === city.toUpperCase() ? 'upper' : 'mixed';
      if (defect === `city-refuses-${shape}`) return false;
    }
    if (on('birthdate-iso-only')) return birth === '' || /^\d{4}-\d\d-\d\d$/.test(birth);
    if (on('birthdate-month-first') && birth !== '')
      return isDate(birth.slice(4), birth.slice(0, 2), birth.slice(2, 4));
    if (on('birthdate-year-first') && birth !== '') return isDate(birth.slice(0, 4), birth.slice(4, 6), birth.slice(6));
    if (on('nickname-refused') && value('nickname') !== '') return false;
    const names = ['name', 'surname', 'nickname', 'default_city'].map(value);
    if (on('names-ascii-only') && names.some((n) => /[^\0-\x7f]/.test(n))) return false;
    if (variant === 'profile-required' && [...names.slice(0, 3), birth].includes('')) return false;
    if (names.some((n) => n.length > 255)) return false;
    if (variant === 'lenient-profile') return true;
    if (!['', 'M', 'F'].includes(sex.toUpperCase())) return false;
    return birth === '' || isDate(birth.slice(4), birth.slice(2, 4), birth.slice(0, 2));
  }

  function register(params: URLSearchParams): Reply {
    const givenEmail = params.get('email');
    const givenPassword = params.get('password');
    if (on('missing-parameter-500') && (givenEmail === null || givenPassword === null))
      throw new TypeError('undefined');
    let email = givenEmail ?? '';
    const password = givenPassword ?? '';
    let emailFits = email.length <= 254 && /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email);
    if (on('bad-email-accepted')) emailFits ||= email !== '' && !email.includes('@');
    if (on('good-email-refused-plus') && email.includes('+')) emailFits = false;
    if (on('register-missing-email-accepted') && givenEmail === null) {
      email = `${randomBytes(5).toString('hex')}@unknown.example`;
      emailFits = true;
    }
    if (on('register-blank-email-accepted') && givenEmail === '') emailFits = true;
    if (!emailFits) return refuse('bad-email', CODE.WRONG_EMAIL);

    const enough = on('weak-password-accepted') ? 1 : on('weak-password-five') ? 5 : on('weak-password-seven') ? 7 : 6;
    const lenient =
      (on('register-missing-password-accepted') && givenPassword === null) ||
      (on('register-blank-password-accepted') && givenPassword === '');
    if (Array.from(password).length < enough && !lenient) {
      if (on('register-failed-persists') && !accounts.has(email)) accounts.set(email, { email, password });
      return refuse('weak-password', CODE.PASS_TOO_SIMPLE);
    }
    if (!profileFits(params)) return fail(CODE.BAD_PARAMETER);

    const taken = find(email);
    if (taken && !on('duplicate-accepted')) {
      const seeded = SEEDS.some((s) => s.email === taken.email);
      if (on('duplicate-refused-but-overwrites')) taken.password = password;
      if (!on('duplicate-overwrites') && (seeded || !on('duplicate-checks-seeded-only')))
        return refuse('duplicate', CODE.LOGIN_EXISTS);
    }
    if (!on('register-forgets') && !(taken && on('duplicate-accepted'))) store(email, password);
    fresh.add(email);
    const opened = session(email, 'register');
    return success('register', opened, good(opened));
  }

  function store(address: string, password: string): void {
    let kept = password;
    if (on('register-lowers-password')) kept = kept.toLowerCase();
    if (on('register-stores-8')) kept = kept.slice(0, 8);
    if (on('register-trims-password')) kept = kept.trim();
    if (on('register-escapes-password')) kept = kept.replaceAll('&', '&amp;').replaceAll('+', '&#43;');
    if (on('register-strips-accents')) kept = kept.replace(/[^\0-\x7f]/g, '?');
    const email = on('register-drops-plus-tag') ? address.replace(/\+[^@]*/, '') : address;
    accounts.set(email, { email, password: kept });
  }

  const methods: Record<Operation, string[]> = {
    start: on('start-get-refused') ? ['POST'] : ['GET'],
    login: on('login-get-refused') ? ['POST'] : on('login-post-refused') ? ['GET'] : ['GET', 'POST'],
    logout: on('logout-get-refused') ? ['POST'] : ['GET'],
    register: on('register-get-refused') ? ['POST'] : on('register-post-refused') ? ['GET'] : ['GET', 'POST'],
  };
  const handlers = { start: startSession, login, logout, register };

  return function answer(method: string, target: string, body: string): Reply {
    const [path = '', query = ''] = target.split(/\?(.*)/s);
    const inner = path.startsWith(BASE) ? path.slice(BASE.length) : '';
    const [, name, slash] = /^\/session\/(start|login|logout|register)(\/?)$/.exec(inner) ?? [];
    const noSlash = on('trailing-slash-refused') || on('trailing-slash-redirects');
    if (slash === '/' && on('trailing-slash-redirects'))
      return { status: 301, body: '', type: '', headers: { Location: path.slice(0, -1) + (query ? `?${query}` : '') } };
    if (name === undefined || (slash === '/') === noSlash) return fail(CODE.BAD_PARAMETER, 404);
    const operation = name as Operation;
    if (!methods[operation].includes(method)) return fail(CODE.BAD_PARAMETER, 405);

    requests++;
    if (on('every-third-500') && requests % 3 === 0) throw new Error('out of luck');
    if (on('after-login-500') && tripNext) {
      tripNext = false;
      throw new Error('pool exhausted');
    }
    let text = method === 'GET' ? query : body;
    if (method === 'POST' && variant === 'post-reads-query') text += `&${query}`;
    if (on('login-post-reads-query-only') && operation === 'login') text = query;
    if (on('login-get-anonymous') && operation === 'login' && method === 'GET') text = '';
    if (on('plus-literal') && operation === 'register' && method === 'POST') text = text.replaceAll('+', '%2B');
    const params = new URLSearchParams(text);
    for (const [key, value] of params) {
      if (on('nul-500') && value.includes('\0')) throw new TypeError('NUL');
      if (on('long-500') && value.length > 1000) throw new RangeError('too long');
      if (on('non-ascii-500') && /[^\0-\x7f]/.test(value)) throw new TypeError('not ASCII');
      if (on('repeated-500') && params.getAll(key).length > 1) throw new TypeError('array');
    }
    return handlers[operation](params);
  };
}

function isDate(year: string, month: string, day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(`${year}-${month}-${day}`)) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** The body as text; what is beyond 4 MB is dropped. */
async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= 4_000_000) parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(req: IncomingMessage, res: ServerResponse, reply: Reply, variant: string): void {
  if (reply.drop) return void req.socket.destroy();
  let content = reply.body;
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    if (variant === 'message-always' && !('message' in content)) content = { ...content, message: 'see code' };
    if (variant === 'chatty') content = { version: '1.4', ...(content as object), debug: { node: 3, notes: [] } };
  }
  const indent = variant === 'chunked-pretty' ? '\t' : '';
  const isText = typeof content === 'string';
  let payload = Buffer.from(isText ? (content as string) : JSON.stringify(content, null, indent));
  const headers: Record<string, string> = { 'X-Powered-By': 'dood/0.9', ...reply.headers };
  const plain = isText && !/^[\ufeff{[]/.test(content as string);
  const type = reply.type ?? (plain && payload.length > 0 ? 'text/plain' : 'application/json;charset=UTF-8');
  if (type !== '') headers['Content-Type'] = type;
  if (variant === 'chatty') headers['Set-Cookie'] = `JSESSIONID=${randomBytes(8).toString('hex')}; Path=/; HttpOnly`;
  const accepted = req.headers['accept-encoding'] ?? '';
  if (variant === 'gzip' && payload.length > 0 && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)) {
    payload = gzipSync(payload);
    headers['Content-Encoding'] = 'gzip';
    headers['Vary'] = 'Accept-Encoding';
  }
  if (variant === 'one-shot-connections') headers['Connection'] = 'close';
  const chunked = indent !== '' && payload.length > 0;
  if (!chunked && reply.status !== 204) headers['Content-Length'] = String(payload.length);
  for (const [name, value] of Object.entries(headers)) {
    const loud = variant === 'shouting';
    res.setHeader(loud ? name.toUpperCase() : name, loud && name === 'Content-Type' ? value.toUpperCase() : value);
  }
  res.writeHead(reply.status);
  if (reply.cut) {
    res.write(payload.subarray(0, payload.length >> 1), () => res.destroy());
    return;
  }
  if (chunked) for (let at = 0; at < payload.length; at += 7) res.write(payload.subarray(at, at + 7));
  res.end(chunked ? undefined : payload);
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant = '', defect = '', port = 0 } = options;
  if (variant !== '' && !(variant in variants)) throw new Error(`no variant ${variant}`);
  if (defect !== '' && !(defect in defects)) throw new Error(`no defect ${defect}`);
  const answer = build(variant, defect);
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const body = await readBody(req);
    let reply: Reply;
    try {
      reply = answer(req.method ?? '', req.url ?? '', body);
    } catch {
      reply = { status: 500, body: { code: 0x10 } };
    }
    if (variant === 'slow') await new Promise((done) => setTimeout(done, 300));
    send(req, res, reply, variant);
  };
  const server = createServer({ maxHeaderSize: 1 << 22 }, (req, res) => {
    handle(req, res).catch(() => req.socket.destroy());
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  const settings: Record<string, string> = {
    TARGET_API: 'dood',
    TARGET_URL: url,
    TARGET_USERNAME: SEEDS[0].email,
    TARGET_PASSWORD: SEEDS[0].password,
    TARGET_SECOND_USERNAME: SEEDS[1].email,
    TARGET_SECOND_PASSWORD: SEEDS[1].password,
    TARGET_ALLOW_REGISTER: '1',
  };
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url, settings, close };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const argument = (name: string) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? '' : (process.argv[at + 1] ?? '');
  };
  const port = Number(argument('port') || 0);
  const running = await start({ variant: argument('variant'), defect: argument('defect'), port });
  for (const [name, value] of Object.entries(running.settings)) console.log(`${name}='${value}'`);
  console.log(running.url);
}
