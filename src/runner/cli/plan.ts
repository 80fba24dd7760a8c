/** `session-conformance plan`: lists the requests of a run to the configured target without sending them. */
import { planLines } from '../../engine/planned.ts';
import { readSettings } from '../../settings/settings.ts';

/** Prints the plan. @throws UserError for invalid settings and contracts */
export async function plan(): Promise<void> {
  const { target } = readSettings();
  const lines =
    target === undefined
      ? ['No target is configured: the embedded one is tested, and nothing leaves this machine.']
      : await planLines(target);
  for (const line of lines) console.log(line);
}
