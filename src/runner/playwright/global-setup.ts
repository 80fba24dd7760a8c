/** Before the first case: the contract is checked, and whether the target answers at all. */
import { SecretVault } from '../../report/secret-vault.ts';
import { secretsIn } from '../../engine/masking/secret-names.ts';
import { Vocabulary } from '../../engine/masking/secret-index.ts';
import { loadSuite } from '../../plan/suite.ts';
import { bundledApis } from '../../contract/bundled.ts';
import { planLines } from '../../engine/planned.ts';
import { rateLimiterOf, transportTo } from '../../engine/transport.ts';
import { exposure } from '../../settings/secret-files.ts';
import { readSettings, runSalt, secretsFolder, tellUnreachable } from '../../settings/settings.ts';
import { isLoopback } from '../../settings/target.ts';

export default async function globalSetup(): Promise<void> {
  const { target } = readSettings();
  for (const api of target === undefined ? bundledApis : [target.api]) await loadSuite(api);
  if (target === undefined) return;
  for (const warning of exposure('.env')) console.log(`! ${warning}`);
  if (!isLoopback(target.url)) for (const line of await planLines(target)) console.log(line);
  const transport = transportTo(target);
  const leave = await rateLimiterOf(target)?.enter(undefined);
  const request = { method: 'GET', url: target.url, query: [], headers: {} };
  const result = await transport.send(request);
  leave?.();
  await transport.close();
  // A server may show the cookie that it sets here in any later answer.
  const vault = new SecretVault(runSalt(), new Vocabulary(), secretsFolder());
  for (const secret of secretsIn(request, result)) vault.keep(secret);
  if ('failure' in result && result.failure.kind !== 'broken') tellUnreachable(result.failure.message);
}
