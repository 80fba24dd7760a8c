/** The workers' side of the engine: asks for the result of a case. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { EngineAddress, Question, TestOutcome } from './messages.ts';

interface Connection {
  readonly socket: Socket;
  readonly lines: AsyncIterator<string>;
}

let connection: Connection | undefined;

/** Waits for the outcome of a case. A worker has one test at a time, and so one question. */
export async function askEngine({ port, token }: EngineAddress, id: string): Promise<TestOutcome> {
  connection ??= open(port);
  connection.socket.write(`${JSON.stringify({ token, id } satisfies Question)}\n`);
  const line = await connection.lines.next();
  if (line.done === true) throw new Error('the engine of this run has ended');
  const answer = JSON.parse(line.value) as TestOutcome | { readonly error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

function open(port: number): Connection {
  const socket = connect(port, '127.0.0.1');
  // Between tests it keeps no worker from ending.
  socket.unref();
  return { socket, lines: createInterface({ input: socket })[Symbol.asyncIterator]() };
}
