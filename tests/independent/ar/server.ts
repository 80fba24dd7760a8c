/**
 * An "ar" server of our own: session/login and session/register behind OAuth 1.0a, everything in memory.
 * One variant (another legal choice) and one defect (a real mistake) can be switched on.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { BASE, HTML_TYPE, JSON_TYPE, KNOWN_ACCOUNTS, KNOWN_CLIENTS, MANDATORY, OPTIONAL, WINDOW } from './shapes.ts';
import type { Client, Operation, Pair, Params, Reply, Started, Token } from './shapes.ts';
import { variants } from './variants.ts';
import { defects, good, pair, wrongBodies, wrongWire } from './defects.ts';
import type { Conduct } from './defects.ts';

export { variants } from './variants.ts';
export { defects } from './defects.ts';
export type { Started } from './shapes.ts';

/** A request we do not serve. `kind` is what the refusal defects hang on. */
class Refusal extends Error {
  readonly status: number;
  readonly kind: string;
  constructor(status: number, kind: string, message: string) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/** Form decoding that refuses what it cannot read. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'malformed', 'bad percent-encoding');
  }
}

function parseForm(text: string, plusIsSpace = true): Pair[] {
  const plain = plusIsSpace ? text.replaceAll('+', ' ') : text;
  return plain
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [unescape(part), ''] : [unescape(part.slice(0, at)), unescape(part.slice(at + 1))];
    });
}

function parseAuthorization(header: string | undefined): Pair[] {
  const match = /^OAuth(?:\s+(.*))?$/i.exec(header ?? '');
  const parts = (match?.[1] ?? '').match(/(?:[^,"]|"[^"]*")+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^realm\s*=/i.test(part))
    .map((part) => {
      const [, name, value] = /^([^=\s]+)="([^"]*)"$/.exec(part) ?? [];
      if (name === undefined || value === undefined) throw new Refusal(400, 'malformed', 'bad Authorization header');
      return [unescape(name), unescape(value)] as Pair;
    });
}

const equal = (a: string, b: string) =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b));

class ArServer {
  private readonly variant: string;
  private readonly defect: string;
  private readonly accounts = new Map<string, string>(KNOWN_ACCOUNTS);
  private readonly tokens = new Map<string, Token>();
  private readonly nonces = new Set<string>();
  private readonly fresh = new Set<string>();
  private requests = 0;
  private loginJustSucceeded = false;

  constructor(variant: string, defect: string) {
    this.variant = variant;
    this.defect = defect;
  }

  private on(id: Conduct): boolean {
    return this.defect === id;
  }

  // ---- OAuth ------------------------------------------------------------------------------------------------------

  private encode(text: string): string {
    let out = encodeURIComponent(text);
    if (!this.on('signature-marks-unencoded'))
      out = out.replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
    if (this.on('signature-space-as-plus')) out = out.replaceAll('%20', '+');
    if (this.on('signature-tilde-encoded')) out = out.replaceAll('~', '%7E');
    if (this.on('signature-latin1')) out = out.replace(/%C3%([89AB].)/g, (_, x: string) => latin1(x));
    if (this.on('signature-lower-hex')) out = out.replace(/%../g, (x) => x.toLowerCase());
    return out;
  }

  private expected(name: string, secret: string, tokenSecret: string, method: string, uri: string, pairs: Pair[]) {
    const amp = this.on('signature-key-no-ampersand') ? '' : '&';
    const key = this.encode(secret) + amp + this.encode(tokenSecret);
    if (name === 'PLAINTEXT') return key;
    const escaped = pairs.map(([n, v]) => [this.encode(n), this.encode(v)] as const);
    if (!this.on('signature-unsorted'))
      escaped.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
    const joined = escaped.map(([n, v]) => `${n}=${v}`).join('&');
    const params = this.on('signature-encodes-once') ? joined : this.encode(joined);
    const base = `${method}&${this.encode(uri)}&${params}`;
    return createHmac(name === 'HMAC-SHA256' ? 'sha256' : 'sha1', key)
      .update(base)
      .digest('base64');
  }

  /** Checks the signature and says who called. `form` holds the parameters of a form body, and only those. */
  private authenticate(req: IncomingMessage, path: string, query: Pair[], form: Pair[]): [Client, Token | undefined] {
    if ((req.headersDistinct['authorization']?.length ?? 0) > 1)
      throw new Refusal(400, 'malformed', 'more than one Authorization header');
    const header = parseAuthorization(req.headers.authorization);
    const everything = [...header, ...query, ...form];
    const protocol = everything.filter(([name]) => name.startsWith('oauth_'));
    if (protocol.length === 0) {
      if (this.on('unsigned-accepted')) return [KNOWN_CLIENTS[0], undefined];
      throw new Refusal(401, 'unsigned', 'this request must be signed');
    }
    if (new Set(protocol.map(([name]) => name)).size < protocol.length && !this.on('protocol-duplicates-accepted'))
      throw new Refusal(400, 'malformed', 'protocol parameter given twice');
    const get = (name: string) => protocol.find(([n]) => n === name)?.[1];

    const version = get('oauth_version');
    if (version === undefined && this.on('version-mandatory')) throw new Refusal(400, 'malformed', 'no oauth_version');
    if (version === '1.0' && this.on('version-refused')) throw new Refusal(400, 'malformed', 'oauth_version unknown');
    if (version !== undefined && version !== '1.0' && !this.on('version-not-checked'))
      throw new Refusal(400, 'malformed', 'oauth_version must be 1.0');

    const supported = this.variant === 'hmac-sha1-only' ? ['HMAC-SHA1'] : ['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'];
    let method = get('oauth_signature_method');
    let verified = false;
    if (method === undefined && this.on('method-missing-accepted')) method = 'HMAC-SHA1';
    if (method === 'HMAC-SHA1' && this.on('method-sha1-refused')) method = 'refused';
    if (method === undefined || !supported.includes(method)) {
      if (method !== undefined && this.on('method-unknown-as-sha1')) method = 'HMAC-SHA1';
      else if (method !== undefined && this.on('method-unknown-unverified')) verified = true;
      else throw new Refusal(400, 'malformed', 'unsupported signature method');
    }

    const client = KNOWN_CLIENTS.find((c) => c.id === get('oauth_consumer_key'));
    if (!client) {
      if (this.on('unknown-client-accepted')) return [KNOWN_CLIENTS[0], undefined];
      throw new Refusal(401, 'unknown-client', 'unknown client');
    }
    const tokenId = get('oauth_token') ?? '';
    const token = tokenId === '' ? undefined : this.tokens.get(tokenId);
    if (tokenId !== '' && !token) throw new Refusal(401, 'unknown-token', 'unknown token');

    const timestamp = get('oauth_timestamp');
    const nonce = get('oauth_nonce');
    const plain = method === 'PLAINTEXT';
    if (timestamp === undefined && !plain && !this.on('timestamp-missing-accepted'))
      throw new Refusal(400, 'malformed', 'no oauth_timestamp');
    if (!nonce && !plain && !this.on('nonce-missing-accepted')) throw new Refusal(400, 'malformed', 'no oauth_nonce');
    if (timestamp !== undefined && !/^[1-9]\d{0,15}$/.test(timestamp)) {
      if (!this.on('timestamp-text-accepted')) throw new Refusal(400, 'malformed', 'bad oauth_timestamp');
    } else if (timestamp !== undefined) {
      const age = Date.now() / 1000 - Number(timestamp);
      if (age > WINDOW && !this.on('timestamp-old-accepted')) throw new Refusal(401, 'timestamp', 'timestamp too old');
      if (age < -WINDOW && !this.on('timestamp-future-accepted'))
        throw new Refusal(401, 'timestamp', 'timestamp in the future');
    }

    const given = get('oauth_signature');
    if (this.on('signature-missing-accepted')) verified ||= given === undefined;
    if (given === undefined && !verified) throw new Refusal(400, 'malformed', 'no oauth_signature');
    verified ||= this.signatureFits(given ?? '', method, client, token, req, path, header, query, form);
    if (!verified) throw new Refusal(401, 'false-signature', 'the signature does not fit');

    if (nonce !== undefined) {
      const use = JSON.stringify([client.id, tokenId, timestamp, nonce]);
      if (this.nonces.has(use) && !this.on('nonce-replayed')) throw new Refusal(401, 'nonce', 'nonce used before');
      this.nonces.add(use);
    }
    return [client, token];
  }

  private signatureFits(
    given: string,
    name: string,
    client: Client,
    token: Token | undefined,
    req: IncomingMessage,
    path: string,
    header: Pair[],
    query: Pair[],
    form: Pair[],
  ): boolean {
    if (this.on('signature-not-verified') && given !== '') return true;
    if (this.on('signature-empty-accepted') && given === '') return true;
    if (this.on('method-plaintext-unverified') && name === 'PLAINTEXT') return true;
    if (this.on('signature-shape-only') && /^[\w+/]{27}=$|^[\w+/]{43}=$/.test(given)) return true;
    if (this.on('probe-ignores-token-secret') && token) return true;

    const host = (req.headers.host ?? '').toLowerCase().replace(/:80$/, '');
    const methods = [(req.method ?? '').toUpperCase()];
    if (this.on('signature-any-method')) methods.push('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');
    const paths = [path];
    if (this.on('signature-any-path'))
      paths.push(`${BASE}/session/login`, `${BASE}/session/register`, BASE, '/', '', '/session/login');
    const secrets = [client.secret];
    if (this.on('signature-empty-secret-accepted')) secrets.push('');
    if (this.on('signature-other-client-secret')) secrets.push(...KNOWN_CLIENTS.map((c) => c.secret));

    const known: string[] = [...MANDATORY, ...OPTIONAL];
    let bodies: Pair[][] = [form];
    if (this.on('signature-without-body')) bodies = [[]];
    if (this.on('signature-extra-body-ignored')) bodies = [form.filter(([n]) => known.includes(n))];
    if (this.on('signature-optionals-ignored'))
      bodies.push(form.filter(([n]) => !(OPTIONAL as readonly string[]).includes(n)));
    if (this.on('signature-duplicates-ignored'))
      bodies = [form.filter(([n], i) => form.findIndex(([m]) => m === n) === i)];
    if (this.on('signature-body-change-tolerated')) {
      bodies.push(...form.map((_, i) => form.filter((_p, j) => i !== j)));
      for (const value of [...this.accounts.keys(), ...this.accounts.values()])
        bodies.push(...form.map((_, i) => form.map(([n, v], j): Pair => [n, i === j ? value : v])));
    }
    const inUrl = this.on('signature-without-query') ? [] : query;
    const fits = (right: string) => {
      if (this.on('signature-prefix-compared')) return given.slice(0, 8) === right.slice(0, 8);
      if (this.on('signature-case-ignored')) return given.toLowerCase() === right.toLowerCase();
      return equal(given, right);
    };
    for (const method of methods)
      for (const place of paths)
        for (const secret of secrets)
          for (const body of bodies) {
            const pairs = [...header, ...inUrl, ...body].filter(([n]) => n !== 'oauth_signature');
            if (fits(this.expected(name, secret, token?.secret ?? '', method, `http://${host}${place}`, pairs)))
              return true;
          }
    return false;
  }

  // ---- The two methods --------------------------------------------------------------------------------------------

  private issue(email: string): Token {
    const old = [...this.tokens.values()].find((t) => t.email === email);
    if (old && this.variant === 'same-token') return old;
    const make = (bytes: number): string => {
      if (this.on('token-constant')) return 'd41d8cd98f00b204';
      if (this.on('token-counter')) return String(1000 + this.tokens.size);
      if (this.variant === 'base64-tokens') return `+/${randomBytes(bytes).toString('base64')}==`;
      if (this.variant === 'numeric-tokens') return [...randomBytes(30)].map((b) => b % 10).join('');
      if (this.variant === 'long-tokens') return randomBytes(750).toString('hex');
      return randomBytes(bytes).toString('base64url');
    };
    const token: Token = { id: make(18), secret: make(30), email };
    if (this.on('token-is-secret')) token.secret = token.id;
    this.tokens.set(token.id, token);
    return token;
  }

  /** A parameter as text; '' and null count as left out, except where `blank` says otherwise. */
  private text(params: Params, name: string, limit = 255): string | undefined {
    const value = params.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') {
      if (this.on('wrong-type-500')) throw new TypeError('not a string');
      throw new Refusal(422, 'invalid', `${name} must be a string`);
    }
    if (this.on('nul-500') && value.includes('\0')) throw new TypeError('NUL');
    if (this.on('long-500') && value.length > 1000) throw new RangeError('too long');
    if (this.on('non-ascii-500') && /[^\0-\x7f]/.test(value)) throw new TypeError('not ASCII');
    if (value.length > limit || value.includes('\0')) throw new Refusal(422, 'invalid', `${name} is not acceptable`);
    return value;
  }

  private checkApplication(params: Params, operation: Operation): void {
    const application = params.get('application') ?? '';
    if (application !== '' && this.defect === `${operation}-refuses-application`)
      throw new Refusal(422, 'invalid', 'unknown application');
    if (application === '' && this.defect === `${operation}-requires-application`)
      throw new Refusal(422, 'invalid', 'application is missing');
    if (!['', 'ar_native', '1', 1].includes(application as string) && this.variant !== 'forgiving-optionals')
      throw new Refusal(422, 'invalid', 'unknown application');
  }

  private findEmail(email: string): string | undefined {
    if (this.variant !== 'email-any-case') return this.accounts.has(email) ? email : undefined;
    return [...this.accounts.keys()].find((key) => key.toLowerCase() === email.toLowerCase());
  }

  private passwordFits(given: string, stored: string): boolean {
    const head = (s: string) => Buffer.from(s).subarray(0, 8).toString('hex');
    if (this.on('any-password')) return true;
    if (this.on('password-prefix')) return given !== '' && stored.startsWith(given);
    if (this.on('password-extended')) return given.startsWith(stored);
    if (this.on('password-any-case')) return given.toLowerCase() === stored.toLowerCase();
    if (this.on('password-trimmed')) return given.trim() === stored.trim();
    if (this.on('password-8-bytes')) return head(given) === head(stored);
    if (this.on('password-last-character-ignored') && given.length === stored.length)
      return given.slice(0, -1) === stored.slice(0, -1);
    if (this.on('password-of-anybody')) return [...this.accounts.values()].includes(given);
    if (this.on('password-sql') && /'\s*or\s/i.test(given)) return true;
    return equal(given, stored);
  }

  private login(params: Params): Token {
    const first = KNOWN_ACCOUNTS[0][0];
    const email = this.text(params, 'email', 4000);
    const password = this.text(params, 'password', 4000);
    this.checkApplication(params, 'login');
    if (email === undefined && this.on('login-missing-email-accepted')) return this.issue(first);
    if (email === '' && this.on('login-blank-email-accepted')) return this.issue(first);
    if (!email) throw new Refusal(422, 'missing-parameter', 'email is missing');
    const owner = this.findEmail(email);
    const lenient =
      (password === undefined && this.on('login-missing-password-accepted')) ||
      (password === '' && this.on('login-blank-password-accepted'));
    if (lenient && owner !== undefined) return this.issue(owner);
    if (!password) throw new Refusal(422, 'missing-parameter', 'password is missing');
    if (owner === undefined) {
      if (this.on('any-user')) return this.issue(email);
      throw new Refusal(this.on('unknown-user-tells') ? 404 : 403, 'unknown-user', 'wrong address or password');
    }
    if (!this.passwordFits(password, this.accounts.get(owner) ?? ''))
      throw new Refusal(403, 'wrong-password', 'wrong address or password');
    if (this.on('only-first-account-logs-in') && owner !== first) throw new Refusal(403, 'odd', 'account not active');
    if (this.on('register-first-login-fails') && this.fresh.delete(owner)) throw new Refusal(403, 'odd', 'not yet');
    if (this.on('second-login-refused') && [...this.tokens.values()].some((t) => t.email === owner))
      throw new Refusal(409, 'odd', 'already logged in');
    return this.issue(owner);
  }

  private register(params: Params): Token {
    const alias = (name: string) =>
      this.on('register-camel-case') ? name.replace(/_(.)/g, (_, c: string) => c.toUpperCase()) : name;
    const need = (name: (typeof MANDATORY)[number]): string | undefined => {
      const value = this.text(params, alias(name));
      if (value === undefined && this.defect === `register-without-${name}`) return undefined;
      if (value === '' && this.defect === `register-blank-${name}-accepted`) return value;
      if (value === '' && name === 'password_confirm' && this.on('register-blank-password-accepted')) return value;
      if (value === '' && name === 'first_name' && this.variant === 'blank-name') return value;
      if (!value) throw new Refusal(422, 'missing-parameter', `${name} is missing`);
      return value;
    };
    const email = need('email') ?? `anonymous-${randomBytes(4).toString('hex')}@runners.example`;
    const given = need('password');
    const confirm = need('password_confirm') ?? given ?? '';
    const password = given ?? confirm;
    need('first_name');
    const same =
      password === confirm ||
      this.on('confirm-not-compared') ||
      (this.on('confirm-any-case') && password.toLowerCase() === confirm.toLowerCase()) ||
      (this.on('confirm-prefix') && password.startsWith(confirm));
    if (!same) throw new Refusal(422, 'confirm-mismatch', 'the passwords differ');
    if (email !== '' && !/^[^@\s]+@[^@\s]+$/.test(email)) throw new Refusal(422, 'invalid', 'email is no address');
    if (this.variant === 'strict-password' && !/^(?=.*\p{L})(?=.*[^\p{L}]).{8,}$/su.test(password))
      throw new Refusal(422, 'invalid', 'password too weak');
    this.checkApplication(params, 'register');
    this.checkProfile(params);

    const taken = this.findEmail(email);
    if (taken !== undefined) {
      const seeded = KNOWN_ACCOUNTS.some(([known]) => known === taken);
      if (this.on('duplicate-accepted')) return this.issue(taken);
      if (this.on('duplicate-refused-but-overwrites')) this.accounts.set(taken, password);
      if (!this.on('duplicate-overwrites') && (seeded || !this.on('duplicate-checks-seeded-only')))
        throw new Refusal(409, 'duplicate', 'this address is registered already');
    }
    if (!this.on('register-forgets')) this.store(email, password);
    this.fresh.add(email);
    return this.issue(email);
  }

  private checkProfile(params: Params): void {
    for (const name of OPTIONAL) {
      const raw = params.get(name) ?? '';
      if (raw === '' && this.defect === `register-requires-${name}`)
        throw new Refusal(422, 'invalid', `${name} is missing`);
      if (raw !== '' && this.defect === `register-refuses-${name}`)
        throw new Refusal(422, 'invalid', `${name} is not allowed`);
      if (raw === '' || this.variant === 'forgiving-optionals') continue;
      const value = typeof raw === 'number' ? String(raw) : (this.text(params, name) ?? '');
      if (name === 'weight' && !/^\d{1,7}$/.test(value))
        throw new Refusal(422, 'invalid', 'weight must be whole grams');
    }
  }

  private store(email: string, password: string): void {
    let kept = password;
    if (this.on('register-lowers-password')) kept = kept.toLowerCase();
    if (this.on('register-stores-8-bytes')) kept = kept.slice(0, 8);
    if (this.on('register-trims-password')) kept = kept.trim();
    if (this.on('register-escapes-password')) kept = kept.replaceAll('&', '&amp;').replaceAll('+', '&#43;');
    if (this.on('register-strips-accents')) kept = kept.replace(/[^\0-\x7f]/g, '?');
    this.accounts.set(this.on('register-drops-plus-tag') ? email.replace(/\+[^@]*/, '') : email, kept);
  }

  // ---- HTTP -------------------------------------------------------------------------------------------------------

  private async serve(req: IncomingMessage): Promise<Reply> {
    const body = await readBody(req);
    const url = req.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const wanted = this.on('trailing-slash-only') ? /^\/session\/(login|register)\/$/ : /^\/session\/(login|register)$/;
    const inner = path.startsWith(BASE) ? path.slice(BASE.length) : '';
    const moved = this.defect.endsWith('-status-308') && inner.endsWith('/');
    const operation = wanted.exec(moved ? inner.slice(0, -1) : inner)?.[1] as Operation | undefined;
    const probe = inner === '/users/me';
    if (!operation && !probe) throw new Refusal(404, 'path', 'nothing here');
    if (req.method !== (probe ? 'GET' : 'POST')) throw new Refusal(405, 'method', 'method not allowed');

    this.requests++;
    if (this.on('every-third-500') && this.requests % 3 === 0) throw new Error('out of luck');
    if (this.on('after-login-500') && this.loginJustSucceeded) {
      this.loginJustSucceeded = false;
      throw new Error('pool exhausted');
    }

    const media = (req.headers['content-type'] ?? '').replace(/;.*/s, '').trim().toLowerCase();
    const isForm = media === 'application/x-www-form-urlencoded';
    if (body === undefined) throw new Refusal(413, 'invalid', 'body too large');
    const form = isForm ? parseForm(body, !this.on('signature-plus-literal')) : [];
    const nonces = new Set(this.nonces);
    try {
      const [client, user] = this.authenticate(req, path, parseForm(mark < 0 ? '' : url.slice(mark + 1)), form);
      if (!operation) return this.whoAmI(user);
      const open = this.on(operation === 'login' ? 'limited-client-logs-in' : 'limited-client-registers');
      if (!open && !client.groups.includes('native_apps'))
        throw new Refusal(403, 'limited-client', 'native_apps required');
      const token = this[operation](this.readParams(media, body, form));
      this.loginJustSucceeded = operation === 'login';
      return this.success(operation, token, path, body);
    } catch (problem) {
      if (this.on('nonce-forgotten-on-failure')) {
        this.nonces.clear();
        for (const use of nonces) this.nonces.add(use);
      }
      throw problem;
    }
  }

  private readParams(media: string, body: string, form: Pair[]): Params {
    if (media === 'application/x-www-form-urlencoded') {
      if (this.on('form-refused')) throw new Refusal(415, 'invalid', 'send JSON');
      return new Map(form.toReversed());
    }
    if (body === '') return new Map();
    if (media !== 'application/json' || this.variant === 'form-only')
      throw new Refusal(415, 'invalid', 'media type not supported');
    try {
      const value: unknown = JSON.parse(body);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
    } catch {
      // told below
    }
    throw new Refusal(400, 'invalid', 'the body is not a JSON object');
  }

  private whoAmI(user: Token | undefined): Reply {
    if (!user || this.on('probe-refuses-token')) throw new Refusal(403, 'user', 'users group required');
    return { status: 200, body: { success: true, data: { email: user.email } } };
  }

  private success(operation: Operation, token: Token, path: string, body: string): Reply {
    const status = operation === 'register' && this.variant !== 'register-200' ? 201 : 200;
    const reply: Reply = { status, body: good(pair(token)), headers: { 'cache-control': 'no-store' } };
    if (this.on('cacheable')) reply.headers = { 'cache-control': 'public, max-age=3600' };
    if (this.variant === 'chatty') {
      reply.body = {
        took: 3,
        success: true,
        data: { api_token: { ...pair(token), created: 1 }, user_id: 812, locale: null },
      };
      reply.headers = { ...reply.headers, 'x-runtime': '0.021', 'set-cookie': '_ar_s=c2Vzc2lvbg; Path=/; HttpOnly' };
    }
    if (operation === 'login' && this.on('login-application-other-answer') && body.includes('ar_native'))
      reply.body = good({ oauth_token: token.id });
    const suffix = this.defect.startsWith(`${operation}-`) ? this.defect.slice(operation.length + 1) : '';
    if (wrongBodies[suffix]) reply.body = wrongBodies[suffix][1](token);
    if (!suffix.endsWith('308') || !path.endsWith('/')) wrongWire[suffix]?.[1](reply, token, path);
    return reply;
  }

  private refuse(problem: Refusal): Reply {
    if (this.defect === `${problem.kind}-gives-500`) return { status: 500, body: 'Internal Server Error' };
    if (this.defect === `${problem.kind}-gives-unmarked-200`) return { status: 200, body: { error: problem.message } };
    if (this.defect === `${problem.kind}-leaks-token`)
      return { status: problem.status, body: good(pair(this.issue('nobody'))) };
    if (this.on('wrong-password-hangs-up') && problem.kind === 'wrong-password')
      return { status: 0, body: '', drop: true };
    const headers: Record<string, string> = problem.status === 401 ? { 'www-authenticate': 'OAuth realm="ar"' } : {};
    const credentials = problem.kind === 'unknown-user' || problem.kind === 'wrong-password';
    let status = problem.status;
    if (this.variant === 'bad-request-only') status = 400;
    if (this.variant === 'forbidden-only') status = 403;
    if (this.variant === 'not-found-for-credentials' && credentials) status = 404;
    const note = { success: false, error: { code: problem.status, text: problem.message } };
    if (this.variant === 'soft-failures') return { status: 200, body: note, headers };
    if (this.variant === 'json-errors') return { status, body: note, headers };
    if (this.variant === 'empty-errors') return { status, body: '', type: '', headers };
    if (this.variant === 'html-errors')
      return { status, body: `<!doctype html><h1>Sorry</h1><p>${problem.message}</p>`, type: HTML_TYPE, headers };
    return { status, body: `${problem.message}\n`, headers };
  }

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let reply: Reply;
    try {
      reply = await this.serve(req);
    } catch (problem) {
      reply = problem instanceof Refusal ? this.refuse(problem) : { status: 500, body: 'Internal Server Error' };
    }
    if (reply.drop) return void req.socket.destroy();
    if (this.variant === 'slow') await new Promise((done) => setTimeout(done, 300));
    const isText = typeof reply.body === 'string';
    const indent = this.variant === 'chunked-pretty' ? 4 : 0;
    let payload = Buffer.from(isText ? (reply.body as string) : JSON.stringify(reply.body, null, indent));
    const json = this.variant === 'vendor-media-type' ? 'application/vnd.ar.session+json' : JSON_TYPE;
    const guess = !isText || /^[\ufeff{[]/.test(reply.body as string) ? json : 'text/plain; charset=utf-8';
    const headers: Record<string, string> = { server: 'ar-backend', ...reply.headers };
    const type = reply.type ?? guess;
    if (type !== '') headers['content-type'] = type;
    if (
      this.variant === 'gzip' &&
      payload.length > 0 &&
      /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepts(req))
    ) {
      payload = gzipSync(payload);
      headers['content-encoding'] = 'gzip';
      headers['vary'] = 'Accept-Encoding';
    }
    if (this.variant === 'one-shot-connections') headers['connection'] = 'close';
    const chunked = indent > 0 && payload.length > 0;
    if (!chunked && reply.status !== 204) headers['content-length'] = String(payload.length);
    for (const [name, value] of Object.entries(headers)) {
      const loud = this.variant === 'shouting';
      res.setHeader(loud ? name.toUpperCase() : name, loud && name === 'content-type' ? value.toUpperCase() : value);
    }
    res.writeHead(reply.status);
    if (reply.cut) {
      res.write(payload.subarray(0, payload.length >> 1), () => res.destroy());
      return;
    }
    if (chunked) for (let at = 0; at < payload.length; at += 7) res.write(payload.subarray(at, at + 7));
    res.end(chunked ? undefined : payload);
  }
}

/** The second byte of a two-byte UTF-8 sequence after C3, as the Latin-1 escape. */
const latin1 = (second: string) => '%' + (parseInt(second, 16) + 0x40).toString(16).toUpperCase();

const accepts = (req: IncomingMessage) => String(req.headers['accept-encoding']);

/** The body as text, or undefined when it is beyond reason. */
async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= 4_000_000) parts.push(part);
  }
  return size > 4_000_000 ? undefined : Buffer.concat(parts).toString('utf8');
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant = '', defect = '', port = 0 } = options;
  if (variant !== '' && !(variant in variants)) throw new Error(`no variant ${variant}`);
  if (defect !== '' && !(defect in defects)) throw new Error(`no defect ${defect}`);
  const app = new ArServer(variant, defect);
  const server = createServer({ maxHeaderSize: 1 << 20 }, (req, res) => {
    app.handle(req, res).catch(() => req.socket.destroy());
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  const settings: Record<string, string> = {
    TARGET_API: 'ar',
    TARGET_URL: url,
    TARGET_USERNAME: KNOWN_ACCOUNTS[0][0],
    TARGET_PASSWORD: KNOWN_ACCOUNTS[0][1],
    TARGET_SECOND_USERNAME: KNOWN_ACCOUNTS[1][0],
    TARGET_SECOND_PASSWORD: KNOWN_ACCOUNTS[1][1],
    TARGET_CLIENT_ID: KNOWN_CLIENTS[0].id,
    TARGET_CLIENT_SECRET: KNOWN_CLIENTS[0].secret,
    TARGET_LIMITED_CLIENT_ID: KNOWN_CLIENTS[1].id,
    TARGET_LIMITED_CLIENT_SECRET: KNOWN_CLIENTS[1].secret,
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
