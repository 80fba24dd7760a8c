/** `npm run plan`: what a run would do to the configured target, without sending a request. */
import { UserError } from '../../core/user-error.ts';
import { readSettings } from '../../settings/settings.ts';
import { planLines } from '../../engine/planned.ts';

try {
  const { target } = readSettings();
  const lines =
    target === undefined
      ? ['No target is configured: the embedded one is tested, and nothing leaves this machine.']
      : await planLines(target);
  for (const line of lines) console.log(line);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
