/** A reference target behind an HTTP server that a test changes, and the verdicts on it through the suites' transport. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { loadSuite } from '../../src/plan/suite.ts';
import type { TransportOptions } from '../../src/engine/http/node-transport.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import type { RequirementResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { stageAt } from './bench.ts';

/** A request as it came: what a handler takes, to be changed before it does. */
interface Came {
  readonly incoming: IncomingMessage;
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The request of a fetch handler. */
export function requestOf({ url, method, headers, body }: Came): Request {
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
}

/** A server that is not listening yet. */
export function serverOf(respond: (came: Came) => Promise<Response>): Server {
  return createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      const answer = await respond({
        incoming,
        url: `http://${incoming.headers.host ?? ''}${incoming.url ?? '/'}`,
        method: incoming.method ?? 'GET',
        headers: new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks).toString(),
      });
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    })();
  });
}

/** The verdicts of those cases of an API whose ids match, on the target at a URL. */
export async function verdictsAt(
  api: string,
  ids: RegExp,
  {
    url,
    settings,
    options = {},
  }: { url: string; settings: Readonly<Record<string, string>>; options?: TransportOptions },
): Promise<RequirementResult[]> {
  const suite = await loadSuite(api);
  const transport = playwrightTransport(url, options);
  try {
    const stage = stageAt(suite, { ...settings, TARGET_URL: url }, transport);
    const chosen = suite.cases.filter(({ id }) => ids.test(id));
    return (await runSuite(chosen, stage, 'implied')).flatMap(({ results }) => results);
  } finally {
    await transport.close();
  }
}
