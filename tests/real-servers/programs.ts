/** Programs of one server, as process groups: started, awaited and ended by their ids. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ProgramOptions } from './server.ts';

/** The longest time until a program is ready, in milliseconds. */
const patience = 180_000;

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await once(probe.close(), 'close');
  return port;
}

/** The programs of one server, whose output goes to `output.log` in the folder. */
export class Programs {
  readonly folder: string;
  readonly #running = new Set<ChildProcess>();
  #isOver = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Starts a program, and waits until it is ready or, without `ready`, ends with 0. */
  async run(command: string, args: readonly string[], options: ProgramOptions): Promise<void> {
    const { cwd = this.folder, env = {}, ready, restart } = options;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string): void =>
        reject(new Error(`${command} ${args.join(' ')} ${what}\n${output.slice(-3000)}`));
      const timer = setTimeout(() => fail('is not ready after three minutes'), patience);
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data: Buffer) => {
          output = (output + data.toString()).slice(-100_000);
          appendFileSync(path.join(this.folder, 'output.log'), data);
          if (ready !== undefined && output.split('\n').some((line) => ready.test(line.trimEnd()))) resolve();
        });
      child.on('error', (error) => fail(`does not start: ${error.message}`));
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        this.#running.delete(child);
        if (ready === undefined && code === 0) resolve();
        else fail(`ended with ${code ?? signal ?? 'no code'}`);
        if (restart === true && !this.#isOver) void this.run(command, args, options).catch(() => undefined);
      });
    });
  }

  /** Ends all programs that still run, each with its children. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(
      [...this.#running].map(async (child) => {
        const closed = once(child, 'close');
        if (child.pid === undefined) return;
        process.kill(-child.pid, 'SIGTERM');
        const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 10_000);
        await closed;
        clearTimeout(timer);
      }),
    );
  }
}
