/** Limits for a target hold exactly, over several processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { Semaphore } from '../../src/engine/limits/semaphore.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';

const worker = new URL('pace-worker.ts', import.meta.url).pathname;

interface Log {
  /** When each request came, in milliseconds. */
  readonly times: number[];
  most: number;
  /** When the first process ended. */
  firstEnd: number;
}

/** Lets equal processes send requests to one server, and writes down when they come. */
function logOf(processes: number, requests: number, pace: object): Promise<Log> {
  return logOfEach(
    Array.from({ length: processes }, () => ({ pace })),
    requests,
  );
}

/** Lets processes send requests to one server, by a name of it. @param order each may begin with the first request of the one before, or after its end */
async function logOfEach(
  processes: readonly { readonly pace: object; readonly host?: string }[],
  requests: number,
  order: 'at once' | 'in turn' | 'one after another' = 'at once',
): Promise<Log> {
  const log: Log = { times: [], most: 0, firstEnd: 0 };
  let open = 0;
  let begun = (): void => undefined;
  const server = createServer((_request, response) => {
    log.times.push(performance.now());
    begun();
    open += 1;
    log.most = Math.max(log.most, open);
    // Some answers are slower than others.
    setTimeout(
      () => {
        open -= 1;
        response.end('{}');
      },
      (log.times.length * 7) % 60,
    );
  });
  const url = await listen(server);
  const ends: Promise<number>[] = [];
  for (const { pace, host = '127.0.0.1' } of processes) {
    const first = new Promise<void>((resolve) => (begun = resolve));
    const args = ['--import', 'tsx', worker, url.replace('127.0.0.1', host), String(requests), JSON.stringify(pace)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
    const before = order === 'one after another' ? ends.at(-1) : undefined;
    // Its modules are loaded by then.
    void Promise.resolve(before).then(() => child.stdin.end());
    ends.push(once(child, 'exit').then(([code]) => code as number));
    if (ends.length === 1) child.once('exit', () => (log.firstEnd = performance.now()));
    if (order === 'in turn') await first;
  }
  const codes = await Promise.all(ends);
  server.close();
  server.closeAllConnections();
  assert.deepEqual(
    codes,
    processes.map(() => 0),
  );
  return log;
}

/** The most requests in any stretch of time. */
function mostWithin(times: readonly number[], milliseconds: number): number {
  return Math.max(...times.map((from) => times.filter((each) => each >= from && each < from + milliseconds).length));
}

test('limits the requests of each second over four processes', async () => {
  const { times } = await logOf(4, 15, { requestsPerSecond: 20 });
  assert.equal(times.length, 60);
  assert.ok(mostWithin(times, 1000) <= 20, `${mostWithin(times, 1000)} requests within a second`);
});

test('a process counts the requests of those that have ended', async () => {
  const pace = { requestsPerSecond: 6 };
  const { times } = await logOfEach([{ pace }, { pace }, { pace }], 5, 'one after another');
  assert.equal(times.length, 15);
  assert.ok(mostWithin(times, 1000) <= 6, `${mostWithin(times, 1000)} requests within a second`);
});

test('of two limits the lower one holds for both, whatever the target is called', async () => {
  const slow = { pace: { requestsPerSecond: 5 } };
  const fast = { pace: { requestsPerSecond: 9 }, host: 'localhost' };
  const { times, firstEnd } = await logOfEach([slow, fast, { ...fast, host: 'foo.localhost' }], 10, 'in turn');
  assert.equal(times.length, 30);
  const most = mostWithin(
    times.filter((each) => each < firstEnd),
    1000,
  );
  assert.ok(most <= 5, `${most} requests within a second`);
});

test('limits concurrent requests', async () => {
  const { times, most } = await logOf(3, 6, { concurrency: 2 });
  assert.equal(times.length, 18);
  assert.equal(most <= 2, true, `${most} at a time`);
});

test('leaves no files once no request counts any more', async (context) => {
  const { TMPDIR = '' } = process.env;
  const folder = temporaryFolder('permits');
  context.after(() => (process.env['TMPDIR'] = TMPDIR));
  process.env['TMPDIR'] = folder;
  const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('conformance-'));
  await logOf(1, 1, { loginsPerMinute: 5 });
  const [counted = ''] = left();
  assert.ok(readdirSync(path.join(folder, counted)).includes('logins.0.1.free'));
  await logOf(1, 1, { concurrency: 1 });
  assert.deepEqual(left(), [counted]);
  // The login was long ago.
  writeFileSync(path.join(folder, counted, 'logins.0.1.free'), '1');
  await logOf(1, 1, { concurrency: 1 });
  assert.deepEqual(left(), []);
});

test('frees the permit of a killed process', async () => {
  const folder = temporaryFolder('lease');
  const script = `import { Semaphore } from ${JSON.stringify(new URL('../../src/engine/limits/semaphore.ts', import.meta.url).href)};
    await new Semaphore(${JSON.stringify(folder)}, 'one', 1, 10).take(); console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const give = await new Semaphore(folder, 'one', 1, 10).take();
  give();
  assert.ok(existsSync(folder));
});

for (const [what, files] of Object.entries({
  'by a process that was killed while it wrote its number': { 'requests.0.1': '' },
  'by a process that was killed while it gave it back': { 'requests.0.1': '999999999', 'requests.0.1.free': '' },
  // Of a killed process, whose number a daemon has now; or of one that was stopped.
  'for an hour': { 'requests.0.1': '1' },
}))
  test(`a permit that was kept ${what} is free again`, async () => {
    const folder = temporaryFolder('pace');
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(folder, name), text);
      utimesSync(path.join(folder, name), anHourAgo, anHourAgo);
    }
    const give = await new Semaphore(folder, 'requests', 1, 0).take();
    give();
  });
