/** The AR session API: login and register, every request signed with OAuth 1.0a. */
import type { ArSession } from './generated/ar/session.ts';
import type { Hono } from 'hono';
import { authenticate, findAccount, missingFrom, openSession, textIn } from './accounts.ts';
import { createApp, Refusal, withHeaders } from './app.ts';
import { oauth1Rules, verifyRequest, type Signer } from './oauth1.ts';
import { firstOf, membersOf, readPairs, type Parameters } from './read.ts';
import { randomToken } from './secrets.ts';
import { accountRules, messageRules, registerRules, sessionRules } from './shared-rules.ts';
import type { Account, Answer } from './types.ts';
import { createAccount, type Session, type StoredAccount, type World } from './world.ts';

/** A path, not in the document, on which an API user's signature can be tried. */
export const probePath = 'session/probe';

const refuse = (status: number, error: string): Answer => ({ status, body: { success: false, error } });

/** A token as login and register issue it (ar.txt:23-32, 54-64). */
const issued = (session: Session): Answer => ({
  status: 200,
  body: {
    success: true,
    data: { api_token: { oauth_token: session.token, oauth_token_secret: session.secret } },
  } satisfies ArSession,
});

/** Every decision that the server makes. */
export const arRules = {
  ...messageRules,
  ...accountRules,
  ...registerRules,
  ...sessionRules,
  ...oauth1Rules,
  /** `WWW-Authenticate` of a 401 (RFC 5849 §3.5.1). */
  challenge: 'OAuth realm="ar"',
  /** A request that is not signed (ar.txt:4). */
  unsigned: refuse(401, 'The request is not signed.'),
  /** A request whose protocol parameters cannot be used (RFC 5849 §3.2). */
  malformed: (problem: string): Answer => refuse(400, problem),
  /** A request whose client, token, signature or nonce is not valid (RFC 5849 §3.2). */
  unverified: (problem: string): Answer => refuse(401, problem),
  /** The groups enabled for a request (ar.txt:7-9). */
  groupsOf: ({ client, session }: Signer): string[] => [...client.groups, ...(session ? ['users'] : [])],
  /** May a request with these groups log in (ar.txt:14)? */
  loginAllowed: (groups: string[]): boolean => groups.includes('native_apps'),
  /** May a request with these groups register (ar.txt:38)? */
  registerAllowed: (groups: string[]): boolean => groups.includes('native_apps'),
  /** A request without the groups that it needs (ar.txt:7). */
  notAuthorized: refuse(403, 'The client may not do this.'),
  /** Is a body of this media type read as a form, and signed (RFC 5849 §3.4.1.3.1)? */
  acceptsForm: (mediaType: string): boolean => mediaType === 'application/x-www-form-urlencoded',
  /** A request that lacks a required parameter (ar.txt:16-19, 40-45). */
  missingParameter: (names: string[]): Answer => refuse(400, `Mandatory: ${names.join(', ')}.`),
  /** Can an optional parameter have this value? `weight` is in grams (ar.txt:47). */
  optionalValid: (name: string, value: unknown): boolean => {
    if (value === undefined || value === null || value === '') return true;
    if (name !== 'weight') return typeof value === 'string';
    return typeof value === 'string' ? /^\d+$/.test(value) : Number.isInteger(value) && Number(value) >= 0;
  },
  /** The `application_id` of an application code; empty: left out; `undefined`: no such code (ar.txt:20, 52). */
  applicationId: (code: string): number | undefined => (code === '' || code === 'ar_native' ? 1 : undefined),
  /** A request with an optional parameter that cannot be used. */
  invalidParameter: (names: string[]): Answer => refuse(400, `Not valid: ${names.join(', ')}.`),
  /** A token secret (ar.txt:29, 61). */
  newTokenSecret: (): string => randomToken(),

  /** Methods of login (ar.txt:12). */
  loginMethods: ['POST'],
  /** Required parameters of login (ar.txt:16-19). */
  loginRequired: ['email', 'password'],
  /** Optional parameters of login (ar.txt:20). */
  loginOptional: ['application'],
  /** A login with an unknown identity; the document treats it like a wrong password. */
  unknownUser: refuse(401, 'Wrong email or password.'),
  /** A login with a wrong password (ar.txt:19). */
  wrongPassword: refuse(401, 'Wrong email or password.'),
  /** A successful login (ar.txt:22-33). */
  loginAnswer: issued,

  /** Methods of register (ar.txt:36). */
  registerMethods: ['POST'],
  /** Required parameters of register (ar.txt:40-45). */
  registerRequired: ['email', 'password', 'password_confirm', 'first_name'],
  /** Optional parameters of register (ar.txt:46-52). */
  registerOptional: ['last_name', 'weight', 'sport', 'sex', 'birth_date', 'country', 'application'],
  /** Does the confirmation confirm the password (ar.txt:44)? */
  confirmationMatches: (password: string, confirmation: string): boolean => password === confirmation,
  /** A registration whose confirmation does not (ar.txt:44). */
  notConfirmed: refuse(400, 'The passwords differ.'),
  /** A registration with a password that many people have. */
  commonPassword: refuse(400, 'This password is too common.'),
  /** A registration of an address that exists. */
  duplicate: refuse(409, 'The email address is registered already.'),
  /** A successful registration (ar.txt:53-65). */
  registerAnswer: issued,
  /** The user whose token signs a probe; undefined without a user. */
  proberOf: (session: Session | undefined): StoredAccount | null | undefined => session?.account,
  /** A probe signed by an API user. */
  probeAnswer: (account: StoredAccount): Answer => ({ status: 200, body: { success: true, data: { id: account.id } } }),
};

/** The rules of `ar`. */
export type ArRules = typeof arRules;

/** The API under these rules. */
export function createAr(rules: ArRules, world: World): Hono {
  const nonces = new Set<string>();

  async function receive(
    request: Request,
    unverified: (parameters: Parameters) => void = () => undefined,
  ): Promise<{ signer: Signer; parameters: Parameters }> {
    const text = await request.text();
    const mediaType = rules.mediaTypeOf(request);
    const form = rules.acceptsForm(mediaType) ? readPairs(text) : [];
    const parameters = (): Parameters =>
      rules.acceptsJson(mediaType) ? membersOf(rules.parseBody(text)) : firstOf(rules.formParameters(form));
    try {
      const signer = verifyRequest(request, form, { rules, world, nonces });
      return { signer, parameters: parameters() };
    } catch (error) {
      unverified(parameters());
      throw error;
    }
  }

  function check(parameters: Parameters, required: string[], optional: string[]): void {
    const missing = missingFrom(parameters, required, rules);
    if (missing.length > 0) throw new Refusal(rules.missingParameter(missing));
    const invalid = optional.filter((name) => !rules.optionalValid(name, parameters[name]));
    if (rules.applicationId(textIn(parameters, 'application', rules)) === undefined) invalid.push('application');
    if (invalid.length > 0) throw new Refusal(rules.invalidParameter(invalid));
  }

  function issue(account: StoredAccount, { client }: Signer): Session {
    return openSession(world, account, rules, { secret: rules.newTokenSecret(), clientId: client.id });
  }

  async function login(request: Request): Promise<Answer> {
    const { signer, parameters } = await receive(request);
    if (!rules.loginAllowed(rules.groupsOf(signer))) return rules.notAuthorized;
    check(parameters, rules.loginRequired, rules.loginOptional);
    const [email, password] = [textIn(parameters, 'email', rules), textIn(parameters, 'password', rules)];
    const account = authenticate(world, email, password, rules);
    return withHeaders(rules.loginAnswer(issue(account, signer)), rules.credentialHeaders);
  }

  async function register(request: Request): Promise<Answer> {
    const accountIn = (given: Parameters): Account => ({
      identity: textIn(given, 'email', rules),
      password: textIn(given, 'password', rules),
    });
    const { signer, parameters } = await receive(request, (given) => {
      rules.keepUnauthenticated(world.accounts, accountIn(given));
    });
    if (!rules.registerAllowed(rules.groupsOf(signer))) return rules.notAuthorized;
    check(parameters, rules.registerRequired, rules.registerOptional);
    const { identity, password } = accountIn(parameters);
    if (!rules.confirmationMatches(password, textIn(parameters, 'password_confirm', rules))) {
      rules.keepRefused(world.accounts, { identity, password });
      return rules.notConfirmed;
    }
    if (rules.isCommonPassword(password)) return rules.commonPassword;
    const existing = findAccount(world, identity, rules);
    if (existing && !rules.duplicateAllowed(existing)) return rules.duplicate;
    const account = createAccount(world, { identity, password }, profileOf(parameters, rules));
    rules.keepAccount(world.accounts, account);
    return withHeaders(rules.registerAnswer(issue(account, signer)), rules.credentialHeaders);
  }

  async function probe(request: Request): Promise<Answer> {
    const { session } = (await receive(request)).signer;
    const account = rules.proberOf(session);
    return account ? rules.probeAnswer(account) : rules.unsigned;
  }

  return createApp(
    [
      { path: '/session/login', methods: rules.loginMethods, handle: login },
      { path: '/session/register', methods: rules.registerMethods, handle: register },
      { path: `/${probePath}`, methods: ['GET'], handle: probe },
    ],
    rules,
  );
}

/** The properties of an account besides email and password; `last_name` is empty by default (ar.txt:46). */
function profileOf(parameters: Parameters, rules: ArRules): Parameters {
  const names = ['first_name', ...rules.registerOptional].filter((name) => name in parameters);
  return { last_name: '', ...Object.fromEntries(names.map((name) => [name, parameters[name]])) };
}
