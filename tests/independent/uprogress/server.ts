// A stand-in for the UProgress sessions API, written from its wiki page alone. It lives under the base path /v.
import { constants, createHmac, generateKeyPairSync, randomUUID, sign, timingSafeEqual, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Errors, Json, Reply, Started, User } from './shapes.ts';
import { variantTable, usual } from './variants.ts';
import type { Options } from './variants.ts';
import { blank, encode, html, table, tooShort } from './defects.ts';
import type { DefectId, Wrong } from './defects.ts';

export { variants } from './variants.ts';
export { defects } from './defects.ts';
export type { Started } from './shapes.ts';

const isBlank = (value: unknown) => value === undefined || value === null || value === '';
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

class Application {
  readonly users: User[] = [
    { id: 1049, email: 'ines.moreau@uprogress.example', nick: 'ines', password: 'Peu-a-peu-1789' },
    { id: 1050, email: 'tim@uprogress.example', nick: 'tim_\u00f6', password: 'k9!Zqe' },
    { id: 1, email: 'root@uprogress.example', nick: 'root', password: 'rOOt-of-all-3vil' },
  ];
  private readonly options: Options;
  private readonly defect: string | undefined;
  private readonly key = randomUUID();
  private readonly rsa;
  private readonly ec;
  private readonly issued = new Map<string, { user: User; client: string; ended: boolean; used: number }>();
  private readonly signatures = new Set<string>();
  private latest: User | undefined;
  private counter = 0;
  private requests = 0;
  private justLoggedIn = false;

  constructor(options: Options, defect: string | undefined) {
    this.options = options;
    this.defect = defect;
    const asymmetric = options.algorithm === 'RS256' || options.algorithm === 'PS256';
    this.rsa = asymmetric ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : undefined;
    this.ec = options.algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined;
  }

  private bug(id: DefectId): boolean {
    return this.defect === id;
  }

  // -------- tokens

  private signature(text: string): string {
    const data = Buffer.from(text);
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    if (this.rsa && this.options.algorithm === 'RS256')
      return sign('sha256', data, this.rsa.privateKey).toString('base64url');
    if (this.rsa) return sign('sha256', data, { key: this.rsa.privateKey, ...pss }).toString('base64url');
    if (this.ec)
      return sign('sha256', data, { key: this.ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return createHmac(`sha${this.options.algorithm.slice(2)}`, this.key)
      .update(text)
      .digest('base64url');
  }

  private fits(text: string, given: string): boolean {
    const data = Buffer.from(text);
    const bytes = Buffer.from(given, 'base64url');
    const canonical = this.options.lenientBase64 || bytes.toString('base64url') === given;
    if (!canonical && !this.rsa && !this.ec) return this.nearlyFits(text, given);
    if (!canonical) return false;
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    if (this.rsa && this.options.algorithm === 'RS256') return verify('sha256', data, this.rsa.publicKey, bytes);
    if (this.rsa) return verify('sha256', data, { key: this.rsa.publicKey, ...pss }, bytes);
    if (this.ec) return verify('sha256', data, { key: this.ec.publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
    const real = Buffer.from(this.signature(text), 'base64url');
    if (bytes.length === real.length && timingSafeEqual(bytes, real)) return true;
    return this.nearlyFits(text, given);
  }

  private nearlyFits(text: string, given: string): boolean {
    const full = this.signature(text);
    if (this.bug('jwt-signature-prefix')) return given.length >= 8 && full.startsWith(given);
    if (this.bug('jwt-signature-extended')) return given.startsWith(full);
    if (this.bug('jwt-signature-case-blind')) return given.toLowerCase() === full.toLowerCase();
    if (this.bug('jwt-signature-start')) return given.slice(0, 16) === full.slice(0, 16);
    if (this.bug('jwt-empty-key')) return given === createHmac('sha256', '').update(text).digest('base64url');
    return false;
  }

  private issue(owner: User, client: string): string {
    this.counter += 1;
    const { claims, algorithm } = this.options;
    const now = Math.floor(Date.now() / 1000);
    const header: Json = { typ: 'JWT', alg: algorithm };
    let payload: Json = { id: owner.id, authorization_id: 700 + this.counter };
    if (claims === 'bare') payload = { id: owner.id };
    if (claims === 'standard') {
      payload = {
        iss: 'uprogress',
        sub: String(owner.id),
        iat: now,
        exp: now + 86400,
        jti: randomUUID(),
        id: owner.id,
      };
      header['kid'] = '2016-11';
    }
    if (claims === 'profile')
      payload = { id: owner.id, email: owner.email, nick: '\u0141uk\u00e1\u0161 \u{1F680}', client: { name: client } };
    if (this.bug('token-no-alg')) delete header['alg'];
    if (this.bug('token-alg-none')) header['alg'] = 'none';
    if (this.bug('token-exp-string')) payload['exp'] = new Date(Date.now() + 86400_000).toISOString();
    if (this.bug('token-exp-past')) payload['exp'] = now - 3600;
    if (this.bug('token-exp-ignored')) payload['exp'] = now + 1;
    if (this.bug('token-nbf-future')) payload['nbf'] = now + 86400;
    if (this.bug('token-holds-password')) payload['password'] = owner.password;
    let text = `${encode(header)}.${encode(payload)}`;
    if (this.bug('token-header-no-json')) text = `${Buffer.from('JWT:HS256').toString('base64url')}.${encode(payload)}`;
    if (this.bug('token-payload-no-json'))
      text = `${encode(header)}.${Buffer.from(`id=${owner.id}`).toString('base64url')}`;
    const signed = this.signature(text);
    this.signatures.add(signed);
    let made = `${text}.${signed}`;
    if (this.bug('token-opaque')) made = randomUUID();
    if (this.bug('token-two-parts')) made = `${encode(payload)}.${signed}`;
    if (this.bug('token-five-parts')) made = `${made}.${encode('a')}.${encode('b')}`;
    if (this.bug('token-alg-none')) made = `${text}.`;
    if (this.bug('token-standard-base64'))
      made = made
        .split('.')
        .map((part) => Buffer.from(`${Buffer.from(part, 'base64url').toString()} `).toString('base64'))
        .join('.');
    this.issued.set(made, { user: owner, client, ended: false, used: 0 });
    return made;
  }

  /** The owner of the token, or why there is none. */
  private owner(given: string): User | 'malformed' | 'signature' | 'algorithm' | 'gone' {
    const record = this.issued.get(given);
    const parts = given.split('.');
    const header = decode(parts[0]);
    const payload = decode(parts[1]);
    const named = isObject(payload) ? this.users.find((one) => one.id === payload['id']) : undefined;
    if (record) {
      record.used += 1;
      const dead = record.ended || this.bug('token-never-works') || (this.bug('current-once') && record.used > 1);
      return dead ? 'gone' : record.user;
    }
    if (parts.length !== 3 || !isObject(header) || !isObject(payload)) return 'malformed';
    const [head = '', claims = '', signed = ''] = parts;
    if (named) {
      if (this.bug('jwt-not-verified') && signed !== '') return named;
      if (this.bug('jwt-signature-optional') && signed === '') return named;
      if (this.bug('jwt-alg-none-accepted') && header['alg'] === 'none' && signed === '') return named;
      if (this.bug('jwt-alg-none-with-signature') && header['alg'] === 'none' && signed !== '') return named;
      if (this.bug('jwt-payload-swapped') && this.signatures.has(signed)) return named;
      if (this.bug('jwt-header-signed-only') && this.signatures.has(signed) && header['alg'] === this.options.algorithm)
        return named;
      const lower = String(header['alg']).toLowerCase();
      if (this.bug('jwt-alg-none-any-case') && lower === 'none' && header['alg'] !== 'none') return named;
    }
    if (header['alg'] !== this.options.algorithm) return 'algorithm';
    if (!this.fits(`${head}.${claims}`, signed)) return 'signature';
    if (typeof payload['exp'] === 'number' && payload['exp'] <= Date.now() / 1000) return 'gone';
    const twin = [...this.issued].find(([known]) => known.startsWith(`${head}.${claims}.`));
    if (twin?.[1].ended) return 'gone';
    return named ?? 'gone';
  }

  // -------- login

  private fail(found: Errors): Reply {
    const json: Json = { errors: found };
    if (this.options.sharedError) Object.assign(json, { status: 'error', message: 'Validation failed' });
    return { tag: 'login invalid', status: this.options.loginFailure, json };
  }

  private validate(given: Json): Errors {
    const { email, password, authorization } = given;
    const found: Errors = {};
    const add = (field: string, ...messages: string[]) => void (found[field] ??= []).push(...messages);
    if (isBlank(email)) {
      if (!(this.bug('missing-email-only-null') && email === undefined)) add('email', blank);
      if (!this.options.oneMessage) add('email', 'is invalid');
    } else if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email)) add('email', 'is invalid');
    const minimum = this.bug('minimum-7')
      ? 7
      : this.bug('minimum-8')
        ? 8
        : this.bug('minimum-5')
          ? 5
          : this.bug('minimum-none')
            ? 0
            : 6;
    const exempt =
      (this.bug('missing-password-accepted') && password === undefined) ||
      (this.bug('null-password-accepted') && password === null) ||
      (this.bug('blank-password-accepted') && password === '') ||
      (this.bug('password-array') && Array.isArray(password)) ||
      (this.bug('password-object') && isObject(password));
    if (!exempt && isBlank(password)) {
      add('password', blank);
      if (this.options.bothMessages) add('password', tooShort);
    } else if (!exempt && typeof password !== 'string') add('password', 'is invalid');
    else if (typeof password === 'string' && !exempt && Array.from(password).length < minimum)
      add('password', tooShort);
    const noClient =
      (this.bug('missing-authorization-accepted') && authorization === undefined) ||
      (this.bug('null-authorization-accepted') && authorization === null) ||
      (this.bug('blank-authorization-accepted') && authorization === '');
    if (noClient) return found;
    if (isBlank(authorization) || (isObject(authorization) && Object.keys(authorization).length === 0))
      add('authorization', blank);
    else if (!isObject(authorization)) add('authorization', 'is invalid');
    else {
      const needed = this.options.strictAuthorization
        ? ['platform', 'platform_version', 'app_name', 'app_version']
        : [];
      if (this.bug('provider-mandatory')) needed.push('provider');
      if (this.bug('app-name-refused')) needed.push('app');
      for (const name of needed) if (isBlank(authorization[name])) add('authorization', `${name} ${blank}`);
      if (this.bug('provider-fixed') && authorization['provider'] === 'UProgress')
        add('authorization', 'provider is not included in the list');
    }
    return found;
  }

  private passwordFits(owner: User, given: string): boolean {
    const real = owner.password;
    if (given === real || this.bug('any-password')) return true;
    if (this.bug('password-of-another-user')) return this.users.some((one) => one.password === given);
    if (this.bug('password-prefix')) return real.startsWith(given);
    if (this.bug('password-extended')) return given.startsWith(real);
    if (this.bug('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (this.bug('password-trimmed')) return given.trim() === real;
    if (this.bug('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    return false;
  }

  login(text: string, contentType: string): Reply {
    const oops: Reply = { tag: 'login crash', status: 500, json: { status: 500, error: 'Internal Server Error' } };
    if (this.options.requireJson && !/^application\/json\b/i.test(contentType))
      return { tag: 'login type', status: 415, json: { errors: { base: ['JSON expected'] } } };
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return { tag: 'login malformed', status: 400, text: 'Bad Request\n', type: 'text/plain' };
    }
    const outer = isObject(parsed) ? parsed : {};
    const given = this.bug('wrapper-refused') ? outer : isObject(outer['user']) ? outer['user'] : {};
    const { email, password, authorization } = given;
    const odd = (value: unknown) => !isBlank(value) && typeof value !== 'string';
    if (this.bug('no-wrapper-500') && !isObject(outer['user'])) return oops;
    if (this.bug('null-email-500') && email === null) return oops;
    if (this.bug('missing-email-500') && email === undefined) return oops;
    if (this.bug('missing-password-500') && password === undefined) return oops;
    if (this.bug('missing-authorization-500') && authorization === undefined) return oops;
    if (this.bug('wrong-type-500') && (odd(email) || odd(password))) return oops;
    if (this.bug('authorization-string-500') && typeof authorization === 'string' && authorization) return oops;
    if (this.bug('nul-500') && typeof email === 'string' && email.includes('\0')) return oops;

    const found = this.validate(given);
    if (Object.keys(found).length > 0) return this.fail(found);
    const fold = (value: unknown) => (this.options.foldCase ? String(value).toLowerCase() : value);
    let owner = this.users.find((one) => fold(one.email) === fold(email));
    const loose = typeof password !== 'string' || password === '';
    if (!owner && this.bug('unknown-user-is-first')) return this.welcome(this.users[0] as User, authorization);
    if (!owner && this.bug('any-user')) {
      owner = { id: 5000 + this.users.length, email: String(email), nick: 'new', password: String(password) };
      this.users.push(owner);
    }
    if (owner && loose && !(Array.isArray(password) && password[0] !== owner.password))
      return this.welcome(owner, authorization);
    if (owner && typeof password === 'string' && this.passwordFits(owner, password))
      return this.welcome(owner, authorization);
    const { status, errors: messages } = this.options.wrongCredentials;
    const json: Json = { errors: structuredClone(messages) };
    if (owner && this.bug('wrong-password-leaks-token')) json['token'] = this.issue(owner, 'leak');
    return { tag: owner ? 'login credentials-password' : 'login credentials-user', status, json };
  }

  private welcome(owner: User, authorization: unknown): Reply {
    const fields = isObject(authorization) ? authorization : {};
    const client = JSON.stringify(
      ['platform', 'platform_version', 'app_name', 'app_version'].map((name) => fields[name] ?? null),
    );
    const earlier = [...this.issued.values()].filter((record) => record.user === owner && record.client === client);
    if (earlier.length > 0 && this.bug('second-login-fails'))
      return this.fail({ authorization: ['has already been taken'] });
    if (earlier.length > 0 && this.bug('second-login-500'))
      return { tag: 'login crash', status: 500, json: { error: 'Duplicate key' } };
    if (this.options.dropsPrevious) for (const record of earlier) record.ended = true;
    if (this.bug('login-ends-other-users'))
      for (const record of this.issued.values()) record.ended ||= record.user !== owner;
    const made = this.issue(owner, client);
    const record = this.issued.get(made);
    if (record && earlier.length > 0 && this.bug('second-login-dead-token')) record.ended = true;
    this.latest = owner;
    const json: Json = { token: made };
    if (earlier.length > 0 && this.bug('second-login-no-token')) json['token'] = null;
    if (this.options.extras) Object.assign(json, { refresh_token: randomUUID(), user: { id: owner.id }, errors: null });
    return { tag: 'login ok', status: this.options.loginStatus, json };
  }

  // -------- current user

  private deny(cause: string): Reply {
    const message =
      cause === 'gone'
        ? 'Authorization token expired'
        : cause === 'absent'
          ? 'User not found'
          : 'Authorization token invalid';
    const shapes: Record<Options['unauthorized'], Json> = {
      null: { user: null },
      message: { message },
      error: { status: 401, error: message },
      both: { user: null, error: message },
      'not-found': { reason: 'User not found' },
    };
    const headers = { 'WWW-Authenticate': 'UProgress realm="api"' };
    return { tag: `current ${cause}`, status: 401, headers, json: shapes[this.options.unauthorized] };
  }

  current(request: IncomingMessage): Reply {
    const header = request.headers['uprogresstoken'];
    let given = (Array.isArray(header) ? header[0] : header)?.trim();
    const authorization = request.headers.authorization ?? '';
    if (this.options.alsoBearer) given ||= /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (this.bug('current-needs-bearer')) given = /^Bearer +(.+)$/i.exec(given ?? '')?.[1];
    if (this.bug('current-needs-authorization')) given = /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (!given && !this.bug('no-token-accepted')) return this.deny('absent');
    let owner = given ? this.owner(given) : (this.users[0] as User);
    if (owner === 'malformed' && this.bug('malformed-token-accepted')) owner = this.users[0] as User;
    if (typeof owner === 'string') return this.deny(owner);
    if (this.bug('current-first-user')) owner = this.users[0] as User;
    if (this.bug('current-latest-user')) owner = this.latest ?? owner;
    const { id, email, nick } = owner;
    const full = this.options.filled;
    const current_user: Json = {
      id: this.bug('current-id-changes') ? id * 1000 + this.requests : id,
      email,
      nick,
      first_name: full ? 'In\u00e8s' : null,
      last_name: full ? 'Moreau' : null,
      description: full ? 'Likes lists.\nAnd "quotes".' : null,
      location: full ? '' : null,
      attachment: full ? { id: 3, url: '/uploads/3.png', user_id: id } : null,
    };
    const json: Json = { current_user };
    if (this.options.extras) {
      Object.assign(current_user, { created_at: '2016-11-13T10:00:00.000Z', statistics: [] });
      Object.assign(json, { meta: { version: 1 }, user: null });
    }
    return { tag: 'current ok', status: 200, json };
  }

  async answer(request: IncomingMessage): Promise<Reply> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) if ((size += (part as Buffer).length) < 1_000_000) parts.push(part as Buffer);
    const path = (request.url ?? '').split('?')[0];
    this.requests += 1;
    const crash: Reply = { tag: 'other', status: 500, text: html, type: 'text/html' };
    if (this.bug('every-third-500') && this.requests % 3 === 0) return crash;
    if (this.bug('first-after-login-500') && this.justLoggedIn) {
      this.justLoggedIn = false;
      return crash;
    }
    if (request.method === 'POST' && path === '/v/api/v1/sessions') {
      if (size >= 1_000_000) return { tag: 'login large', status: 413, json: { errors: { base: ['is too large'] } } };
      const reply = this.login(Buffer.concat(parts).toString('utf8'), request.headers['content-type'] ?? '');
      this.justLoggedIn = reply.tag === 'login ok';
      return reply;
    }
    if (request.method === 'GET' && path === '/v/api/v1/sessions/current') return this.current(request);
    return { tag: 'other', status: 404, text: html, type: 'text/html' };
  }
}

function write(request: IncomingMessage, response: ServerResponse, reply: Reply, options: Options): void {
  if (reply.drop) return void request.socket.destroy();
  const json = reply.json === undefined ? '' : JSON.stringify(reply.json, null, options.indent ? '\t' : undefined);
  const text = reply.text ?? json;
  let bytes: Buffer = Buffer.from(reply.cut ? reply.cut(text) : text);
  const mediaType = reply.type === undefined ? 'application/json' : reply.type;
  response.statusCode = reply.status;
  response.setHeader('X-Powered-By', 'Phusion Passenger');
  response.setHeader('ETag', `W/"${bytes.length}"`);
  response.setHeader('Cache-Control', 'max-age=0, private, no-store');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (options.cookies) response.setHeader('Set-Cookie', ['_uprogress=abc; path=/; HttpOnly; SameSite=Lax', 'seen=1']);
  if (reply.status === 204) return void response.end();
  if (mediaType !== null)
    response.setHeader('Content-Type', options.charset ? `${mediaType}; charset=utf-8` : mediaType);
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((part) => part.trim());
  const coding =
    options.compress && bytes.length > 0 ? ['br', 'gzip'].find((name) => accepted.includes(name)) : undefined;
  if (coding) {
    bytes = coding === 'br' ? brotliCompressSync(bytes) : gzipSync(bytes);
    response.setHeader('Content-Encoding', coding);
    response.setHeader('Vary', 'Accept-Encoding');
  }
  if (options.chunks) for (const byte of bytes) response.write(Buffer.from([byte]));
  else response.setHeader('Content-Length', bytes.length);
  response.end(options.chunks ? undefined : bytes);
}

export async function start(settings: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect } = settings;
  if (variant !== undefined && !Object.hasOwn(variantTable, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(table, defect)) throw new Error(`unknown defect: ${defect}`);
  const options: Options = { ...usual, ...(variant === undefined ? {} : variantTable[variant]?.[1]) };
  const entry: string | Wrong = defect === undefined ? '' : table[defect as DefectId];
  const application = new Application(options, defect);
  const [first, second] = application.users as [User, User];
  const server = createServer((request, response) => {
    application
      .answer(request)
      .then((reply) => {
        if (typeof entry !== 'string' && entry.when(reply.tag)) entry.change(reply);
        write(request, response, reply, options);
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v`;
  return {
    url,
    settings: {
      TARGET_API: 'uprogress',
      TARGET_URL: url,
      TARGET_USERNAME: first.email,
      TARGET_PASSWORD: first.password,
      TARGET_SECOND_USERNAME: second.email,
      TARGET_SECOND_PASSWORD: second.password,
      ...(defect === 'token-exp-ignored' ? { TARGET_MAX_WAIT_SECONDS: '3' } : {}),
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const string = { type: 'string' } as const;
  const { variant, defect, port } = parseArgs({ options: { variant: string, defect: string, port: string } }).values;
  const { settings, url } = await start({
    ...(variant ? { variant } : {}),
    ...(defect ? { defect } : {}),
    ...(port ? { port: Number(port) } : {}),
  });
  for (const name of Object.keys(settings)) console.log(`${name}=${settings[name] ?? ''}`);
  console.log(url);
}
