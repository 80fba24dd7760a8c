/** Before the first case: the contract is checked, and whether the target answers at all. */
import { loadSuite } from '../src/cases/suite.ts';
import { bundledApis } from '../src/contract/load.ts';
import { pacerOf, transportTo } from '../src/run/transport.ts';
import { readSettings, tellUnreachable } from '../src/target/settings.ts';

export default async function globalSetup(): Promise<void> {
  const { target } = readSettings();
  for (const api of target === undefined ? bundledApis : [target.api]) await loadSuite(api);
  if (target === undefined) return;
  const transport = transportTo(target);
  const leave = await pacerOf(target)?.enter(undefined);
  const result = await transport.send({ method: 'GET', url: target.url, query: [], headers: {} });
  leave?.();
  await transport.close();
  if ('failure' in result && result.failure.kind !== 'broken') tellUnreachable(result.failure.message);
}
