/** What a case leaves behind on a target that somebody else uses, and the end of its sessions. */
import { step } from '../plan/build.ts';
import { endsSession } from '../plan/operations.ts';
import type { Observation } from './observe/observation.ts';
import type { Masker } from './masking/mask.ts';
import { operationOf } from '../contract/model.ts';
import { execute } from './execute.ts';
import type { Execution, Steps } from './execute.ts';
import type { Leftovers, RunContext } from './context.ts';
import { sentValue } from './sent-value.ts';

/** Ends the sessions of a case as far as the API can. @returns what is left; undefined when nothing is */
export async function cleanUp(
  each: Steps,
  { exchanges, abandoned }: Execution,
  context: RunContext,
  masker: Masker,
): Promise<Leftovers | undefined> {
  const before = abandoned === undefined ? undefined : await endSessions(each, abandoned, context, masker);
  return mergeLeftovers(before, await endSessions(each, exchanges, context, masker));
}

async function endSessions(
  each: Steps,
  exchanges: ReadonlyMap<string, Observation>,
  context: RunContext,
  masker: Masker,
): Promise<Leftovers | undefined> {
  const accounts = [...exchanges.values()]
    .filter((made) => made.operation.flow === 'register' && mayHaveWorked(made))
    .map(registeredAs);
  const open = [...exchanges.values()].filter(
    (made) => made.accepted && made.session !== undefined && !isEnded(each, made, exchanges),
  );
  let sessions = 0;
  for (const opened of open) if (!(await close(each, opened, exchanges, context, masker))) sessions += 1;
  return accounts.length === 0 && sessions === 0 ? undefined : { accounts: [...new Set(accounts)], sessions };
}

/** Whether a request reached the target and was not refused. */
function mayHaveWorked(made: Observation): boolean {
  return !made.rejected && !('failure' in made.result && made.result.failure.kind === 'unreachable');
}

/** Longer identities are cut: they are there to be recognised. */
const longestIdentity = 100;

/** The identity that a registration asked for, as it was sent. */
function registeredAs(made: Observation): string {
  const sent = sentValue(made, 'identity');
  const text = typeof sent === 'string' ? sent : sent === undefined ? made.identity : JSON.stringify(sent);
  return text.length > longestIdentity ? `${text.slice(0, longestIdentity)}…` : text;
}

/** What two stories left behind. */
export function mergeLeftovers(one: Leftovers | undefined, other: Leftovers | undefined): Leftovers | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const invalidLogins = (one.invalidLogins ?? 0) + (other.invalidLogins ?? 0);
  return {
    accounts: [...one.accounts, ...other.accounts],
    sessions: one.sessions + other.sessions,
    ...(invalidLogins === 0 ? {} : { invalidLogins }),
  };
}

function isEnded({ steps }: Steps, opened: Observation, exchanges: ReadonlyMap<string, Observation>): boolean {
  return steps.some((step) => {
    const made = exchanges.get(step.id);
    const isOfIt = step.session === opened.step || (step.flow !== 'logout' && made?.identity === opened.identity);
    return endsSession(step) && isOfIt && made?.accepted === true;
  });
}

/** Logs out of a session; a token that is refused is of a session that is over. */
async function close(
  each: Steps,
  opened: Observation,
  exchanges: ReadonlyMap<string, Observation>,
  context: RunContext,
  masker: Masker,
): Promise<boolean> {
  const operation = operationOf(context.contract, 'logout');
  if (operation === undefined) return false;
  const as = each.steps.find(({ id }) => id === opened.step)?.as ?? 'account';
  const closing = step(`close ${opened.step}`, operation, as, { session: opened.step, require: 'accepted' });
  const { endurance } = context;
  const on = endurance === undefined ? context : { ...context, endurance: endurance.closings };
  const execution = await execute({ needs: [], checks: [], steps: [closing] }, on, masker, exchanges);
  const made = execution.exchanges.get(closing.id);
  return made !== undefined && (made.accepted || made.rejected);
}
