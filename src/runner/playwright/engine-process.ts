/** The engine of a Playwright run, a process of its own: works ahead, and answers the workers that read. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { asUserError } from '../../core/user-error.ts';
import type { Evidence } from '../../report/evidence.ts';
import type { ConformanceReport } from '../../generated/conformance.ts';
import { runSalt } from '../../settings/run-environment.ts';
import { readSettings } from '../../settings/settings.ts';
import { Engine } from '../run/engine.ts';
import { clearReports, earlierReport, noticesFor } from '../run/reports.ts';
import type { FromEngine, Question, ToEngine } from './messages.ts';
import { outcomeOf } from './outcome-of.ts';
import { planTests, writeTests } from './test-plan.ts';

const token = randomBytes(16).toString('hex');
/** What was read by a test; the last execution of a case counts. */
const read = new Map<string, Evidence>();
let attachEvidence = true;
let isTurned = false;

// The runner is asked to stop by the same signal, and says what is to be done then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
try {
  await start();
} catch (error) {
  const mistake = asUserError(error);
  tell({ is: 'unusable', message: mistake?.message ?? String(error instanceof Error ? error.stack : error) });
}

async function start(): Promise<void> {
  const startedAt = new Date();
  const settings = readSettings();
  const earlier = earlierReport(settings);
  clearReports(settings.reportsDir);
  const engine = await Engine.start(settings, runSalt());
  for (const line of await noticesFor(settings)) console.log(line);
  const titles = new Map(engine.suites.flatMap(({ cases }) => cases.map(({ id, title }) => [id, title] as const)));
  const answer = async (line: string): Promise<string> => {
    const question = JSON.parse(line) as Question;
    if (question.token !== token) throw new Error('a question of another run');
    const evidence = await engine.result(question.id);
    read.set(question.id, evidence);
    return JSON.stringify(outcomeOf(evidence, titles.get(question.id) ?? '', { attachEvidence, isTurned }));
  };
  const server = createServer((socket) => void serve(socket, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('message', (message: ToEngine) => {
    if (message.do === 'begin') {
      isTurned = true;
      ({ attachEvidence } = message);
      engine.select(message.ids);
    } else void report(engine, message, startedAt, earlier);
  });
  const { port } = server.address() as AddressInfo;
  tell({ is: 'ready', address: { port, token, tests: writeTests(planTests(engine.suites)) } });
}

/** Answers one question after another. */
async function serve(socket: Socket, answer: (line: string) => Promise<string>): Promise<void> {
  socket.on('error', () => undefined);
  for await (const line of createInterface({ input: socket }))
    socket.write(
      `${await answer(line).catch((error: unknown) => JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))}\n`,
    );
}

async function report(
  engine: Engine,
  { gathered, outputs, outputFolders }: Extract<ToEngine, { do: 'report' }>,
  startedAt: Date,
  earlier: ConformanceReport | undefined,
): Promise<void> {
  const { writeReports } = await import('../../report/write-reports.ts');
  await engine.close();
  const places = { outputs, outputFolders };
  const all = [...read.values()];
  const ended = await writeReports(all, { ...gathered, startedAt }, engine.settings, places, earlier, engine.secrets);
  tell({ is: 'reported', ended });
}

function tell(message: FromEngine): void {
  process.send?.(message);
}
