/** The dood.pl API: anonymous session, login, logout, register. Results are codes in the body of an HTTP 200. */
import type { DoodSessionAnswer } from './generated/dood/session.ts';
import type { Hono } from 'hono';
import { authenticate, findAccount, findSession, missingFrom, openSession, textIn } from './accounts.ts';
import { createApp, withHeaders } from './app.ts';
import { firstOf, readPairs, type Parameters } from './read.ts';
import { randomHex } from './secrets.ts';
import { accountRules, messageRules, registerRules, sessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import { createAccount, type Session, type World } from './world.ts';

/** The API codes of dood.txt by name (dood.txt:31-34, 60-66, 132-139), and three undocumented ones. */
export const codes = {
  MSG_OK: 0x00,
  ERR_SERVICE_UNAVAILABLE: 0x10,
  ERR_SESSION_EXPIRED: 0x11,
  ERR_NEED_LOGIN: 0x13,
  ERR_WRONG_LOGIN: 0x20,
  ERR_WRONG_PASS: 0x21,
  ERR_LOGIN_EXISTS: 0x22,
  ERR_WRONG_EMAIL: 0x23,
  ERR_PASS_TOO_SIMPLE: 0x24,
} as const;

/** The response with this code, and with this data if given. */
export function withCode(code: keyof typeof codes, status = 200, data?: unknown[]): Answer {
  return { status, body: data ? { code: codes[code], data } : { code: codes[code], message: code } };
}

const withoutData: Answer = { status: 401 };
const started = (session: Record<string, unknown>): Answer => withCode('MSG_OK', 200, [session]);

/** Every decision that the server makes. */
export const doodRules = {
  ...messageRules,
  ...accountRules,
  ...registerRules,
  ...sessionRules,
  /** `WWW-Authenticate` of a 401; the document names no scheme. */
  challenge: 'SessionKey realm="dood"',
  /** Whether this method has its parameters in the query (dood.txt:87); the other methods have a form. */
  readsQuery: (method: string): boolean => method === 'GET',
  /** Is a body of this media type read as a form? */
  acceptsForm: (mediaType: string): boolean => mediaType === 'application/x-www-form-urlencoded',
  /** The API Session structure (dood.txt:29, 58, 130). */
  apiSession: (session: Session): Record<string, unknown> =>
    ({
      type: 'APISession',
      session_key: session.token,
      photo_server: 'https://photos.example.com/',
      id: randomHex(8),
      category_version: 1_325_376_000_000,
    }) satisfies DoodSessionAnswer['data'][0],

  /** Methods of start (dood.txt:17). */
  startMethods: ['GET'],
  /** Can a session start on this system (dood.txt:22-25)? */
  startsOn: (system: string): boolean => ['android', 'ios', 'symbian'].includes(system),
  /** A session start with a missing or unknown system (dood.txt:22-25). */
  wrongSystem: withCode('ERR_SERVICE_UNAVAILABLE', 400),
  /** A successful start (dood.txt:27-34). */
  startAnswer: started,

  /** Methods of login: POST, and today GET (dood.txt:44, 47). */
  loginMethods: ['POST', 'GET'],
  /** Parameters that a login needs beyond email and password (dood.txt:54). */
  loginRequired: ['system'],
  /** A login that lacks one of them; a 401 may have no data (dood.txt:73). */
  loginIncomplete: withoutData,
  /** A login with an unknown identity (dood.txt:65). */
  unknownUser: withCode('ERR_WRONG_LOGIN'),
  /** A login with a wrong password (dood.txt:66). */
  wrongPassword: withCode('ERR_WRONG_PASS'),
  /** A successful login (dood.txt:56-64). */
  loginAnswer: started,

  /** Methods of logout (dood.txt:83). */
  logoutMethods: ['GET'],
  /** The session key in the parameters (dood.txt:91). */
  keyIn: (parameters: Parameters): unknown => parameters['session_key'],
  /** Other places in which a logout looks for it; none by default. */
  keyElsewhere: undefined as ((request: Request) => unknown) | undefined,
  /** A logout without a session key (dood.txt:91). */
  noKey: withCode('ERR_NEED_LOGIN', 401),
  /** A logout with an unknown key. */
  unknownKey: withCode('ERR_SESSION_EXPIRED', 401),
  /** Does this session end when `ended` logs out (dood.txt:84)? */
  logoutForgets: (session: Session, ended: Session): boolean => session.token === ended.token,
  /** A successful logout (dood.txt:93-101). */
  logoutAnswer: (): Answer => withCode('MSG_OK'),

  /** Methods of register: POST, and today GET (dood.txt:111, 114). */
  registerMethods: ['POST', 'GET'],
  /** Parameters that a registration needs beyond email and password: those without a default (dood.txt:117-126). */
  registerRequired: ['name', 'surname', 'nickname', 'birthdate'],
  /** A registration that lacks one of them; no code is documented (dood.txt:146). */
  registerIncomplete: withCode('ERR_SERVICE_UNAVAILABLE', 400),
  /** Can an account have this address (dood.txt:52, 139)? */
  emailValid: (email: string): boolean => /^[^@\s]+@[^@\s]+$/.test(email),
  /** A registration with an invalid address (dood.txt:139). */
  wrongEmail: withCode('ERR_WRONG_EMAIL'),
  /** The minimum length of a password (dood.txt:53). */
  minimumPassword: 6,
  /** A registration with a shorter password (dood.txt:138). */
  simplePassword: withCode('ERR_PASS_TOO_SIMPLE'),
  /** A registration of an address that exists (dood.txt:137). */
  duplicate: withCode('ERR_LOGIN_EXISTS'),
  /** The sex, `undefined` if it cannot be used; empty: left out (dood.txt:121). */
  sexOf: (given: string): string | undefined => (/^[mf]?$/i.test(given) ? given.toUpperCase() || 'M' : undefined),
  /** The city, `undefined` if it cannot be used; empty: left out (dood.txt:126). */
  cityOf: (given: string): string | undefined => given.toUpperCase() || 'WARSZAWA',
  /** Is this `DDMMYYYY` (dood.txt:125)? */
  birthdateValid: (birthdate: string): boolean => /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{4}$/.test(birthdate),
  /** A registration with a sex, city or birthdate that cannot be used; no code is documented (dood.txt:146). */
  registerInvalid: withCode('ERR_SERVICE_UNAVAILABLE', 400),
  /** A successful registration (dood.txt:128-136). */
  registerAnswer: started,
};

/** The rules of `dood`. */
export type DoodRules = typeof doodRules;

/** The API under these rules. */
export function createDood(rules: DoodRules, world: World): Hono {
  async function parametersOf(request: Request): Promise<Parameters> {
    if (rules.readsQuery(request.method)) return firstOf(rules.formParameters(readPairs(new URL(request.url).search)));
    return rules.acceptsForm(rules.mediaTypeOf(request))
      ? firstOf(rules.formParameters(readPairs(await request.text())))
      : {};
  }

  async function start(request: Request): Promise<Answer> {
    const parameters = await parametersOf(request);
    if (!rules.startsOn(textIn(parameters, 'system', rules))) return rules.wrongSystem;
    const session = openSession(world, null, rules);
    return withHeaders(rules.startAnswer(rules.apiSession(session)), rules.credentialHeaders);
  }

  async function login(request: Request): Promise<Answer> {
    const parameters = await parametersOf(request);
    const text = (name: string): string => textIn(parameters, name, rules);
    const account = authenticate(world, text('email'), text('password'), rules);
    if (missingFrom(parameters, rules.loginRequired, rules).length > 0) return rules.loginIncomplete;
    const session = openSession(world, account, rules);
    return withHeaders(rules.loginAnswer(rules.apiSession(session)), rules.credentialHeaders);
  }

  async function logout(request: Request): Promise<Answer> {
    const key = rules.textOf(rules.keyIn(await parametersOf(request)) ?? rules.keyElsewhere?.(request)) ?? '';
    if (rules.isBlank(key)) return rules.noKey;
    const ended = findSession(world, key, rules);
    if (!ended || !rules.isLive(ended, world.clock.now())) return rules.unknownKey;
    world.sessions = world.sessions.filter((session) => !rules.logoutForgets(session, ended));
    return rules.logoutAnswer();
  }

  async function register(request: Request): Promise<Answer> {
    const parameters = await parametersOf(request);
    const text = (name: string): string => textIn(parameters, name, rules);
    const [identity, password] = [text('email'), text('password')];
    if (!rules.emailValid(identity)) return rules.wrongEmail;
    if (rules.isBlank(password)) return rules.simplePassword;
    if (rules.passwordLength(password) < rules.minimumPassword || rules.isCommonPassword(password)) {
      rules.keepRefused(world.accounts, { identity, password });
      return rules.simplePassword;
    }
    if (missingFrom(parameters, rules.registerRequired, rules).length > 0) return rules.registerIncomplete;
    const [sex, city] = [rules.sexOf(text('sex')), rules.cityOf(text('default_city'))];
    if (sex === undefined || city === undefined || !rules.birthdateValid(text('birthdate')))
      return rules.registerInvalid;
    const existing = findAccount(world, identity, rules);
    if (existing && !rules.duplicateAllowed(existing)) return rules.duplicate;
    const names = { name: text('name'), surname: text('surname'), nickname: text('nickname') };
    const profile = { ...names, birthdate: text('birthdate'), sex, default_city: city };
    const account = createAccount(world, { identity, password }, profile);
    rules.keepAccount(world.accounts, account);
    const session = openSession(world, account, rules);
    return withHeaders(rules.registerAnswer(rules.apiSession(session)), rules.credentialHeaders);
  }

  return createApp(
    [
      { path: '/session/start/', methods: rules.startMethods, handle: start },
      { path: '/session/login/', methods: rules.loginMethods, handle: login },
      { path: '/session/logout/', methods: rules.logoutMethods, handle: logout },
      { path: '/session/register/', methods: rules.registerMethods, handle: register },
    ],
    rules,
  );
}
