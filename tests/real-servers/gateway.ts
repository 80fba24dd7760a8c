/** A proxy in front of a real server that puts one defect of behavior into it. */
import { createServer, request as ask } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Contract, Flow } from '../../src/contract/model.ts';

/** A request on its way to the server; a defect may change it. */
export interface Asked {
  readonly flow: Flow | undefined;
  readonly method: string;
  path: string;
  headers: OutgoingHttpHeaders;
  body: string;
}

/** A response on its way to the client; a defect may change it. */
export interface Told {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A defect of a server. */
export interface Defect {
  readonly id: string;
  /** The behaviour of the server then. */
  readonly sentence: string;
  /** The end of the ids of the requirements that show it. */
  readonly shows: RegExp;
  /** Makes its two halves, which share what they remember. @param passwords those of the two accounts, by name */
  readonly make: (passwords: ReadonlyMap<string, string>) => Partial<Halves>;
}

/** The effect of a defect on requests and responses. */
export interface Halves {
  /** @returns a response that the server is not asked for */
  request(asked: Asked): Told | undefined;
  response(asked: Asked, told: Told): void;
}

/** A gateway that listens. */
interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens in front of a server. @param halves what it does wrong */
export async function startGateway(contract: Contract, target: string, halves: Partial<Halves>): Promise<Gateway> {
  const { origin, pathname: base } = new URL(target);
  const { request, response } = halves;
  const patterns = contract.operations.map(({ method, path, flow }) => {
    const parts = path.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'));
    return { method, flow, pattern: new RegExp(`^${parts.join('[^/?]+')}(?:\\?|$)`) };
  });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => outgoing.destroy());
    incoming.on('end', () => {
      const { method = 'GET', url = '/' } = incoming;
      const local = base === '/' ? url : url.slice(base.length);
      const flow = patterns.find((each) => each.method === method && each.pattern.test(local))?.flow;
      const headers: OutgoingHttpHeaders = { ...incoming.headers };
      const asked: Asked = { flow, method, path: url, headers, body: Buffer.concat(chunks).toString('latin1') };
      const send = (told: Told): void => {
        const { 'content-length': _, 'transfer-encoding': __, ...kept } = told.headers;
        outgoing.writeHead(told.status, kept).end(Buffer.from(told.body, 'latin1'));
      };
      const answered = request?.(asked);
      const telling = answered === undefined ? passOn(origin, asked) : Promise.resolve(answered);
      telling
        .then((told) => {
          if (answered === undefined) response?.(asked, told);
          send(told);
        })
        .catch(() => outgoing.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base === '/' ? '' : base}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** Sends a request to the server, as if it had come to it. */
function passOn(origin: string, { method, path, headers, body }: Asked): Promise<Told> {
  const { host } = new URL(origin);
  const { 'transfer-encoding': _, connection: __, ...kept } = headers;
  const own = { ...kept, host, ...(kept.origin === undefined ? {} : { origin }), 'accept-encoding': 'identity' };
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body, 'latin1') };
  return new Promise((resolve, reject) => {
    const sent = ask(`${origin}${path}`, { method, headers: { ...own, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode: status = 0, headers: received } = answer;
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString('latin1') });
      });
    });
    sent.on('error', reject);
    sent.end(Buffer.from(body, 'latin1'));
  });
}
