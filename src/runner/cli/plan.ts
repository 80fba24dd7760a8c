/** `session-conformance plan`: lists the requests of a run to the configured target without sending them. */
import { UserError } from '../../core/user-error.ts';
import { planLines } from '../../engine/planned.ts';
import { loadSuite } from '../../plan/suite.ts';
import { readSettings } from '../../settings/settings.ts';
import { contractOf } from '../../settings/contracts.ts';

/** Prints the plan, in some lines or as JSON. @throws UserError for invalid settings and contracts */
export async function plan({ json, api }: { json?: boolean; api?: string }): Promise<void> {
  const { target } = readSettings();
  if (json === true) {
    const contract = api ?? (target === undefined ? undefined : contractOf(target));
    if (contract === undefined)
      throw new UserError('No target is configured. Name a bundled API with --api, or set TARGET_URL and TARGET_API.');
    console.log(JSON.stringify((await loadSuite(contract)).plan, undefined, 2));
    return;
  }
  const lines =
    target === undefined
      ? ['No target is configured: the embedded one is tested, and nothing leaves this machine.']
      : await planLines(target);
  for (const line of lines) console.log(line);
}
