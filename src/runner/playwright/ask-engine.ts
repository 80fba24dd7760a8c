/** The workers' side of the engine: asks for the result of a case. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { engineAway } from './messages.ts';
import type { EngineAddress, Question, TestOutcome } from './messages.ts';

interface Connection {
  readonly socket: Socket;
  readonly lines: AsyncIterator<string>;
}

/** Milliseconds within which the engine accepts a connection; one without file handles never does. */
const patience = 30_000;

let connection: Promise<Connection> | undefined;

/** Waits for the outcome of a case. A worker has one test at a time, and so one question. */
export async function askEngine({ port, token }: EngineAddress, id: string): Promise<TestOutcome> {
  const { socket, lines } = await (connection ??= open(port));
  socket.write(`${JSON.stringify({ token, id } satisfies Question)}\n`);
  const answer = JSON.parse(await nextOf(lines)) as TestOutcome | { readonly error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

async function open(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  // Between tests it keeps no worker from ending.
  socket.unref().on('error', () => socket.destroy());
  const timer = setTimeout(() => socket.destroy(), patience);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  await nextOf(lines).finally(() => clearTimeout(timer));
  return { socket, lines };
}

/** @throws Error at the end of the connection, whether it was closed or reset */
async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const line = await lines.next().catch(() => undefined);
  if (line === undefined || line.done === true) throw new Error(engineAway);
  return line.value;
}
