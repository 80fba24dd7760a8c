/** Cleans up after a case on a target that others use: closes its sessions, deletes its accounts. */
import { step } from '../plan/build.ts';
import { endsSession } from '../plan/operations.ts';
import type { Observation } from './observe/observation.ts';
import { operationOf } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';
import { execute } from './execute.ts';
import { failureOf } from './http/exchange.ts';
import type { Execution, Steps } from './execute.ts';
import type { Leftovers, Scene } from './context.ts';
import { sentValue } from './observe/sent-value.ts';
import type { Account } from '../settings/target.ts';

type Exchanges = Execution['exchanges'];

/**
 * Ends the sessions of a case and deletes its accounts, as far as the API can.
 * @param keepsAccounts whether its accounts are needed further
 * @returns what is left; undefined when nothing is
 */
export async function cleanUp(
  each: Steps,
  { exchanges, abandoned }: Execution,
  scene: Scene,
  keepsAccounts = false,
): Promise<Leftovers | undefined> {
  const left = (of: Exchanges): Promise<Leftovers | undefined> => leaveNothing(each, of, scene, keepsAccounts);
  return mergeLeftovers(abandoned === undefined ? undefined : await left(abandoned), await left(exchanges));
}

async function leaveNothing(
  each: Steps,
  exchanges: Exchanges,
  scene: Scene,
  keepsAccounts: boolean,
): Promise<Leftovers | undefined> {
  const accounts: string[] = [];
  const gone = new Set<string>();
  for (const made of exchanges.values()) {
    if (made.operation.flow !== 'register' || !mayHaveWorked(made)) continue;
    if (!keepsAccounts && (await isDeleted(made, exchanges, scene))) gone.add(made.identity);
    else accounts.push(registeredAs(made));
  }
  // The session of a visit is one of nobody.
  const isVisit = ({ operation }: Observation): boolean => operation.flow === 'before-login';
  const isLive = (made: Observation): boolean => !gone.has(made.identity) && !isEnded(each, made, exchanges);
  const isOpen = (made: Observation): boolean =>
    made.accepted && made.session !== undefined && !isVisit(made) && isLive(made);
  let sessions = 0;
  for (const opened of [...exchanges.values()].filter(isOpen))
    if (!(await close(each, opened, exchanges, scene))) sessions += 1;
  return accounts.length === 0 && sessions === 0 ? undefined : { accounts: [...new Set(accounts)], sessions };
}

/** Deletes what a registration made, unless the case has done so. */
async function isDeleted(made: Observation, exchanges: Exchanges, scene: Scene): Promise<boolean> {
  if (!canDelete(scene.contract)) return false;
  const own = [...exchanges.values()].filter((each) => each.identity === made.identity && each.accepted);
  const changes = own.filter(({ operation }) => operation.flow === 'change-password');
  const [identity, registered] = [sentValue(made, 'identity'), sentValue(made, 'password')];
  const changed = changes.map((each) => sentValue(each, 'new-password')).at(-1);
  const password = changed ?? registered ?? made.password;
  if (typeof password !== 'string' || (identity !== undefined && typeof identity !== 'string')) return false;
  const outcome = await deleteAccount({ identity: identity ?? made.identity, password }, scene);
  const isGoneAlready = own.some(({ operation }) => operation.flow === 'delete-account');
  return outcome === 'deleted' || (outcome === 'no-login' && isGoneAlready);
}

/** Whether accounts can be deleted that nobody is logged in to. */
export function canDelete(contract: Contract): boolean {
  return operationOf(contract, 'delete-account') !== undefined && operationOf(contract, 'login') !== undefined;
}

/** Requests that a deletion takes. */
export const deletionRequests = 2;

/** Deletes an account that the run registered. Whatever goes wrong is no finding: it is still there then. */
export async function deleteAccount(
  account: Account,
  { lockouts: _, ...scene }: Scene,
): Promise<'deleted' | 'not-deleted' | 'no-login'> {
  const { contract, target } = scene;
  const login = operationOf(contract, 'login');
  const remove = operationOf(contract, 'delete-account');
  if (login === undefined || remove === undefined) return 'not-deleted';
  const steps = [
    step('login to delete', login, 'account', { require: 'accepted' }),
    step('delete', remove, 'account', { session: 'login to delete', require: 'accepted' }),
  ];
  const { exchanges } = await execute({ steps }, closing({ ...scene, target: { ...target, account } }));
  if (exchanges.get('login to delete')?.accepted !== true) return 'no-login';
  return exchanges.get('delete')?.accepted === true ? 'deleted' : 'not-deleted';
}

/** Whether a request reached the target and was not refused. */
function mayHaveWorked(made: Observation): boolean {
  return !made.rejected && failureOf(made) !== 'unreachable';
}

/** Longer identities are cut: they are there to be recognised. */
const longestIdentity = 100;

/** The identity that a registration asked for, as it was sent. */
function registeredAs(made: Observation): string {
  const sent = sentValue(made, 'identity');
  const text = typeof sent === 'string' ? sent : sent === undefined ? made.identity : JSON.stringify(sent);
  return text.length > longestIdentity ? `${text.slice(0, longestIdentity)}…` : text;
}

/** The leftovers of two cases together. */
export function mergeLeftovers(one: Leftovers | undefined, other: Leftovers | undefined): Leftovers | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const invalidLogins = (one.invalidLogins ?? 0) + (other.invalidLogins ?? 0);
  return {
    accounts: [...one.accounts, ...other.accounts],
    sessions: one.sessions + other.sessions,
    ...(invalidLogins === 0 ? {} : { invalidLogins }),
  };
}

function isEnded({ steps }: Steps, opened: Observation, exchanges: Exchanges): boolean {
  return steps.some((step) => {
    const made = exchanges.get(step.id);
    const isOfIt = step.session === opened.step || (step.flow !== 'logout' && made?.identity === opened.identity);
    return endsSession(step) && isOfIt && made?.accepted === true;
  });
}

/** Logs out of a session; a token that is refused is of a session that is over. */
async function close({ steps }: Steps, opened: Observation, exchanges: Exchanges, scene: Scene): Promise<boolean> {
  const operation = operationOf(scene.contract, 'logout');
  if (operation === undefined) return false;
  const as = steps.find(({ id }) => id === opened.step)?.as ?? 'account';
  const last = step(`close ${opened.step}`, operation, as, { session: opened.step, require: 'accepted' });
  const made = (await execute({ steps: [last] }, closing(scene), exchanges)).exchanges.get(last.id);
  return made !== undefined && (made.accepted || made.rejected);
}

/** The scene of requests that end sessions, which have limits of their own. */
function closing(scene: Scene): Scene {
  const { endurance } = scene;
  return endurance === undefined ? scene : { ...scene, endurance: endurance.closings };
}
