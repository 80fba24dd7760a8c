/** A proxy that puts one fault of form into the answers of a real server. */
import type { HttpResponse } from '../engine/http/http.ts';
import type { Contract } from '../contract/model.ts';
import type { FormFault } from './fault.ts';
import { answerAt } from './wire.ts';

type Handler = (request: Request) => Promise<Response>;

/** Fields of one connection (RFC 9110 section 7.6.1), and those that fetch has made untrue by decoding the body. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-encoding',
  'content-length',
];

const bodiless = [101, 204, 205, 304];

/** Passes requests on to a server and spoils those of its answers that the fault is about. */
export function saboteur(contract: Contract, target: string, fault: FormFault, told: (line: string) => void): Handler {
  const base = target.replace(/\/+$/, '');
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await passOn(request, `${base}${pathname}${search}`);
    if (answer === undefined) return new Response(`no answer from ${base}\n`, { status: 502 });
    const found = answerAt(contract, request, answer);
    const hit = found?.operation === fault.operation && found.answer === fault.answer;
    told(`${request.method} ${pathname} ${answer.status}${hit ? `: ${fault.id}` : ''}`);
    return responseOf(hit ? fault.alter(answer) : answer);
  };
}

async function passOn(request: Request, url: string): Promise<HttpResponse | undefined> {
  const headers = new Headers(request.headers);
  for (const name of [...hopByHop, 'host']) headers.delete(name);
  const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
  try {
    const answer = await fetch(url, {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(body === undefined || body.byteLength === 0 ? {} : { body }),
    });
    const kept = [...answer.headers].filter(([name]) => !hopByHop.includes(name));
    return { status: answer.status, headers: kept, body: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    return undefined;
  }
}

function responseOf({ status, headers, body }: HttpResponse): Response {
  const made = new Headers();
  for (const [name, value] of headers) made.append(name, value);
  return new Response(bodiless.includes(status) || body.length === 0 ? null : Buffer.from(body), {
    status,
    headers: made,
  });
}
