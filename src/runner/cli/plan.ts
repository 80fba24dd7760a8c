/** `session-conformance plan`: what a run would do to the configured target, without sending a request. */
import { planLines } from '../../engine/planned.ts';
import { readSettings } from '../../settings/settings.ts';

/** Prints the plan. @throws UserError for wrong settings and contracts */
export async function plan(): Promise<void> {
  const { target } = readSettings();
  const lines =
    target === undefined
      ? ['No target is configured: the embedded one is tested, and nothing leaves this machine.']
      : await planLines(target);
  for (const line of lines) console.log(line);
}
