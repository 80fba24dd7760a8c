/** `npm run plan`: what a run would do to the configured target, without sending a request. */
import { UserError } from '../contract/error.ts';
import { readSettings } from '../target/settings.ts';
import { planLines } from './plan.ts';

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
