/** Steps that the APIs share: missing parameters, accounts, sessions. The rules of an API make the decisions. */
import { Refusal } from './app.ts';
import { membersOf, type Parameters } from './read.ts';
import type { AccountRules, MessageRules, SessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import type { Session, StoredAccount, World } from './world.ts';

/** The text of a parameter; empty if it is not a text. */
export function textIn(parameters: Parameters, name: string, rules: Pick<MessageRules, 'textOf'>): string {
  return rules.textOf(parameters[name]) ?? '';
}

/** The `required` parameters that are missing or blank. */
export function missingFrom(parameters: Parameters, required: readonly string[], rules: MessageRules): string[] {
  return required.filter((name) => rules.isBlank(textIn(parameters, name, rules)));
}

/** Responses to an unusable body. */
interface BodyRules extends MessageRules {
  unreadable: Answer;
  missingParameter: (names: string[]) => Answer;
}

/** The parameters of a JSON body; rejects a body that is not JSON or lacks a required parameter. */
export async function readParameters(request: Request, required: string[], rules: BodyRules): Promise<Parameters> {
  const body = rules.acceptsJson(rules.mediaTypeOf(request)) ? rules.parseBody(await request.text()) : undefined;
  if (body === undefined) throw new Refusal(rules.unreadable);
  const parameters = membersOf(body);
  const missing = missingFrom(parameters, required, rules);
  if (missing.length > 0) throw new Refusal(rules.missingParameter(missing));
  return parameters;
}

/** Responses to a login with wrong credentials. */
interface LoginRules extends AccountRules {
  unknownUser: Answer;
  wrongPassword: Answer;
}

/** The account that these credentials belong to; rejects all other credentials. */
export function authenticate(world: World, identity: string, password: string, rules: LoginRules): StoredAccount {
  const account = findAccount(world, identity, rules);
  // Compared in either case, so that an unknown user takes as long as a known one.
  const matches = rules.passwordMatches(account?.password ?? '', password);
  if (!account) throw new Refusal(rules.unknownUser);
  const guesses = world.guesses.get(account.identity) ?? 0;
  if (guesses >= rules.mostGuesses) throw new Refusal(rules.tooManyGuesses);
  world.guesses.set(account.identity, matches ? 0 : guesses + 1);
  if (!matches) throw new Refusal(rules.wrongPassword);
  return account;
}

/** The account with this identity. */
export function findAccount(world: World, identity: string, rules: AccountRules): StoredAccount | undefined {
  return world.accounts.find((account) => rules.identityMatches(account.identity, identity));
}

/** The session with this token, valid or not. */
export function findSession(world: World, token: string, rules: SessionRules): Session | undefined {
  return world.sessions.find((session) => rules.tokenMatches(session.token, token));
}

/** Opens a session; `given` has its properties except the token. */
export function openSession(
  world: World,
  account: StoredAccount | null,
  rules: SessionRules,
  given: Partial<Session> = {},
): Session {
  return rules.keepSession(world.sessions, {
    token: rules.newToken(account, world.sessions),
    secret: '',
    account: account && rules.ownerOf(account, world.accounts),
    clientId: '',
    expiresAt: null,
    ...given,
  });
}
