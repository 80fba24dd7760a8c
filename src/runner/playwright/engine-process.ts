/** The engine of a Playwright run, a process of its own: works ahead, and answers the workers that read. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { surviveClosedOutput } from '../../core/output.ts';
import { endingSignals } from '../../core/signals.ts';
import { asUserError } from '../../core/user-error.ts';
import { playwrightTransport } from '../../engine/http/playwright-transport.ts';
import type { Earlier } from '../../report/history.ts';
import type { Evidence } from '../../report/evidence.ts';
import { assigned, testCommand } from '../../repeat/quote.ts';
import { settingsOf } from '../../repeat/settings.ts';
import { metadataOf } from '../../report/tested.ts';
import { runSalt } from '../../settings/run-environment.ts';
import { readSettings } from '../../settings/settings.ts';
import { Engine } from '../run/engine.ts';
import { clearReports, earlierReports, noticesFor } from '../run/reports.ts';
import { unfinished } from './messages.ts';
import type { FromEngine, Question, ToEngine } from './messages.ts';
import { outcomeOf } from './outcome-of.ts';
import { planTests, writeTests } from './test-plan.ts';

const token = randomBytes(16).toString('hex');
/** The results that tests have read; the last execution of a case counts. */
const read = new Map<string, Evidence>();
let attachEvidence = true;
let isTurned = false;

surviveClosedOutput();
// The runner is asked to stop by the same signal, and says what is to be done then.
for (const signal of endingSignals) process.on(signal, () => undefined);
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
  const earlier = earlierReports(settings);
  const engine = await Engine.start(settings, runSalt(), playwrightTransport);
  for (const line of await noticesFor(settings)) console.log(line);
  const commands = commandsFor(engine);
  let isCleared = false;
  // Not before there is something to replace them with.
  const clear = (): void => {
    if (!isCleared) clearReports(settings.reportsDir);
    isCleared = true;
  };
  const answer = async (line: string): Promise<string> => {
    const question = JSON.parse(line) as Question;
    if (question.token !== token) throw new Error('a question of another run');
    clear();
    const evidence = await engine.result(question.id);
    read.set(question.id, evidence);
    const command = commands(question.id);
    return JSON.stringify(outcomeOf(evidence, { attachEvidence, isTurned, command }));
  };
  // The connection of a worker that dies is reset, which ends its questions alone.
  const server = createServer((socket) => void serve(socket, answer).catch(() => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('message', (message: ToEngine) => {
    if (message.do === 'begin') {
      isTurned = true;
      ({ attachEvidence } = message);
      if (message.ids.length > 0) clear();
      engine.select(message.ids);
    } else
      void report(engine, message, startedAt, earlier).catch((error: unknown) => {
        tell({ is: 'unusable', message: asUserError(error)?.message ?? String(error) });
      });
  });
  const { port } = server.address() as AddressInfo;
  tell({ is: 'ready', address: { port, token, tests: writeTests(planTests(engine.suites)) } });
}

/** The command that runs a test again, with the settings that it needs. Values are shown where they are no secret. */
function commandsFor({ settings: { target }, suites }: Engine): (id: string) => string {
  return (id) => {
    if (target === undefined) return testCommand(id);
    const suite = suites.find(({ cases }) => cases.some((each) => each.id === id));
    const testCase = suite?.cases.find((each) => each.id === id);
    const { values, names } = assigned(
      suite === undefined || testCase === undefined ? [] : settingsOf(testCase, suite.contract),
    );
    const own = [
      `TARGET_API=${target.api}`,
      ...(target.overlay === undefined ? [] : [`TARGET_OVERLAY=${target.overlay}`]),
      `TARGET_URL=${target.url}`,
    ];
    const others = names.filter((name) => name !== 'TARGET_URL');
    const command = testCommand(id, [...own, ...values]);
    return others.length === 0 ? command : `${command}\n  It also needs ${others.join(', ')}.`;
  };
}

/** Greets, and answers one question after another. */
async function serve(socket: Socket, answer: (line: string) => Promise<string>): Promise<void> {
  socket.on('error', () => undefined);
  socket.write('\n');
  for await (const line of createInterface({ input: socket }))
    socket.write(
      `${await answer(line).catch((error: unknown) => JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))}\n`,
    );
}

async function report(
  engine: Engine,
  { gathered, outputs, outputFolders, planned, status }: Extract<ToEngine, { do: 'report' }>,
  startedAt: Date,
  earlier: Earlier,
): Promise<void> {
  const { writeReports } = await import('../../report/write-reports.ts');
  // Those that Playwright asked for come last.
  const results = async (): Promise<Evidence[]> => {
    const finished = (await engine.finished()).map((each) => [each.result.case, each] as const);
    return [...new Map([...finished, ...read]).values()];
  };
  const isOver = status !== 'interrupted';
  const left = isOver ? await engine.leaveNothing(await results(), true) : [];
  await engine.close();
  const places = { outputs, outputFolders };
  const all = isOver ? left : await engine.leaveNothing(await results(), false);
  const open = Math.max(0, (planned ?? 0) - all.length);
  const problems = unfinished(status, open, planned ?? all.length);
  // Hooks may have given settings that the configuration does not know.
  const metadata = { ...gathered.metadata, ...metadataOf(engine.settings, undefined) };
  const facts = { ...gathered, metadata, startedAt, problems: [...gathered.problems, ...problems] };
  const ended = await writeReports(all, facts, engine.settings, places, earlier, engine.secrets);
  tell({ is: 'reported', ended });
}

function tell(message: FromEngine): void {
  process.send?.(message);
}
