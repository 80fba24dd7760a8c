/** Tests one server: starts it, runs the whole harness against it, and ends it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ContractSource } from '../../src/contract/load.ts';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { readReport } from '../../src/report/read-report.ts';
import { program, startNode } from '../start-process.ts';
import type { Ended } from '../start-process.ts';
import { problemsOf } from './hold.ts';
import { serversFolder } from './install.ts';
import { freePort, Programs } from './programs.ts';
import type { RealServer, Started } from './server.ts';

/** The outcome of testing a server. */
interface Tested {
  readonly report?: ConformanceReport;
  readonly problems: readonly string[];
}

/** The longest time of a run, in milliseconds. */
const longest = 15 * 60_000;

/** Does something with a server that is started for it, and ends whatever was started. */
export async function withServer<T>(
  name: string,
  server: RealServer,
  use: (started: Started) => Promise<T>,
): Promise<T> {
  const programs = new Programs(mkdtempSync(path.join(tmpdir(), `real-${name}-`)));
  const stop = (): void => void programs.end().then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const place = { folder: programs.folder, port: await freePort(), freePort, run: programs.run.bind(programs) };
    return await use(await server.start(place));
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await programs.end();
    rmSync(programs.folder, { recursive: true, force: true });
  }
}

/** Tests a server, and holds the run against what is expected of it. */
export async function testServer(name: string, server: RealServer, reports: string): Promise<Tested> {
  try {
    return await withServer(name, server, async ({ url, settings }) => {
      const { code, output } = await runHarness(name, server, { ...settings, TARGET_URL: url, REPORTS_DIR: reports });
      const file = path.join(reports, 'conformance.json');
      if (!existsSync(file)) return { problems: [`the run ended with ${code ?? 'a signal'}: ${output}`] };
      const report = readReport(file);
      return { report, problems: problemsOf(report, code) };
    });
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The contract of a server. */
export function contractOf(name: string, { document }: RealServer): ContractSource {
  const own = (file: string): string => path.join(serversFolder, name, file);
  if (document !== undefined) return { api: path.join(serversFolder, document), overlay: own('openapi.overlay.yaml') };
  return existsSync(own('openapi.json')) ? own('openapi.json') : own('openapi.yaml');
}

/** Runs the harness by its public command; every finding decides, of whatever level. */
export async function runHarness(
  name: string,
  server: RealServer,
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Ended> {
  const known = path.join(serversFolder, name, 'known-deviations.yaml');
  const contract = contractOf(name, server);
  const { child, ended } = startNode([program, 'run', ...args], {
    ...(typeof contract === 'string'
      ? { TARGET_API: contract }
      : { TARGET_API: contract.api, TARGET_OVERLAY: contract.overlay }),
    TARGET_MAX_WAIT_SECONDS: '5',
    FAIL_ON: 'advice',
    ...(existsSync(known) ? { KNOWN_DEVIATIONS: known } : {}),
    ...settings,
  });
  const timer = setTimeout(() => child.kill('SIGINT'), longest);
  const result = await ended;
  clearTimeout(timer);
  return result;
}
