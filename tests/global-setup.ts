/** Before the first case: the contract is checked, and whether the target answers at all. */
import { playwrightTransport } from '../src/client/playwright-transport.ts';
import { loadSuite } from '../src/cases/suite.ts';
import { bundledApis } from '../src/contract/load.ts';
import { readSettings, tellUnreachable } from '../src/target/settings.ts';

export default async function globalSetup(): Promise<void> {
  const { target } = readSettings();
  for (const api of target === undefined ? bundledApis : [target.api]) await loadSuite(api);
  if (target === undefined) return;
  const transport = playwrightTransport(target.timeout * 1000);
  const result = await transport.send({ method: 'GET', url: target.url, query: [], headers: {} });
  if ('failure' in result && result.failure.kind !== 'broken') tellUnreachable(result.failure.message);
}
