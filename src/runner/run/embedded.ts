/** The embedded reference targets: each API has a server on the loopback interface, and a separate clock. */
import { movableClock } from '../../../reference/clock.ts';
import { apis, createTarget } from '../../../reference/create.ts';
import { serve } from '../../../reference/serve.ts';
import type { RunContext } from '../../engine/context.ts';
import { settingsFrom } from '../../settings/settings.ts';
import type { Target } from '../../settings/target.ts';

interface EmbeddedTarget {
  readonly target: Target;
  /** A clock that is set forward instead of waiting. */
  readonly time: Pick<RunContext, 'now' | 'wait'>;
  close(): Promise<void>;
}

/** Seconds; an embedded target's tokens live shorter. */
const maxLife = 10_000;

/** Starts the reference target of an API. */
export async function startEmbedded(id: string): Promise<EmbeddedTarget> {
  const api = apis.find((each) => each === id);
  if (api === undefined) throw new Error(`there is no embedded reference target for ${id}`);
  const clock = movableClock();
  const reference = createTarget(api, { clock });
  const server = await serve(reference.handler);
  const { target } = settingsFrom({
    ...reference.settings,
    TARGET_URL: server.url,
    TARGET_MAX_WAIT_SECONDS: String(maxLife),
  });
  if (target === undefined) throw new Error(`the reference target of ${id} gives no settings`);
  const wait = (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  return { target, time: { now: () => clock.now(), wait }, close: () => server.close() };
}
