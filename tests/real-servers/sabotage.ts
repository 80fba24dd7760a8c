/** Puts one defect after another in front of a server, and looks whether the harness finds each. */
import path from 'node:path';
import type { Contract } from '../../src/contract/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { readReport } from '../../src/report/read-report.ts';
import { defects } from './defects.ts';
import { startGateway } from './gateway.ts';
import type { Defect, Halves } from './gateway.ts';
import type { RealServer } from './server.ts';
import { contractOf, runHarness, withServer } from './test-server.ts';

/** The findings of the harness about a defect. */
interface Trial {
  readonly sentence: string;
  readonly isFound: boolean;
  /** The requirement that shows it, or what came instead. */
  readonly detail: string;
}

/** Tries the server without a defect, through the same gateway, and then with each. */
export function sabotage(name: string, server: RealServer, reports: string): Promise<Trial[]> {
  return withServer(name, server, async ({ url, settings }) => {
    const { contract } = await loadSuite(contractOf(name, server));
    const passwords = new Map([
      [settings['TARGET_USERNAME'] ?? '', settings['TARGET_PASSWORD'] ?? ''],
      [settings['TARGET_SECOND_USERNAME'] ?? '', settings['TARGET_SECOND_PASSWORD'] ?? ''],
    ]);
    const violated = async (defect: Defect | undefined): Promise<string[]> =>
      withGateway(contract, url, defect?.make(passwords) ?? {}, async (through) => {
        const shows = defect?.shows ?? new RegExp(defects.map((each) => each.shows.source).join('|'));
        const given = { ...settings, TARGET_URL: through, REPORTS_DIR: reports };
        const { code, output } = await runHarness(name, server, given, ['--grep', shows.source]);
        if (code !== 0 && code !== 1) throw new Error(`the run ended with ${code ?? 'a signal'}: ${output}`);
        const requirements = readReport(path.join(reports, 'conformance.json')).apis.flatMap(
          (each) => each.requirements,
        );
        return requirements.filter(({ id, verdict }) => shows.test(id) && verdict === 'failed').map(({ id }) => id);
      });
    const without = await violated(undefined);
    const trials: Trial[] = [
      { sentence: 'without a defect', isFound: without.length === 0, detail: without.join(', ') || 'nothing is found' },
    ];
    for (const defect of defects) {
      const found = await violated(defect);
      const detail = found.join(', ') || 'NOT found';
      trials.push({ sentence: defect.sentence, isFound: found.length > 0, detail });
    }
    return trials;
  });
}

async function withGateway<T>(
  contract: Contract,
  url: string,
  halves: Partial<Halves>,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const gateway = await startGateway(contract, url, halves);
  try {
    return await use(gateway.url);
  } finally {
    await gateway.close();
  }
}
