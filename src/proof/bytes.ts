/** Changes of a whole answer: status, headers, bytes of the body. Pure functions. */
import type { HttpResponse } from '../engine/http/http.ts';

export type Alteration = (response: HttpResponse) => HttpResponse;

/** The same answer with another status. */
export const withStatus =
  (status: number): Alteration =>
  (response) => ({ ...response, status });

/** The same answer with a header in place of those of its name; undefined: without it. */
export const withHeader =
  (name: string, value: string | undefined): Alteration =>
  (response) => ({
    ...response,
    headers: [
      ...response.headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase()),
      ...(value === undefined ? [] : [[name, value] as const]),
    ],
  });

/** The same answer with another body; its length is no longer declared. */
const withBody =
  (change: (body: Uint8Array) => Uint8Array): Alteration =>
  (response) => ({
    ...response,
    headers: response.headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
    body: change(response.body),
  });

/** The same answer with another JSON value; an answer that is not JSON stays as it is. */
export const withJson =
  (change: (value: unknown) => unknown): Alteration =>
  (response) => {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(response.body).toString('utf8'));
    } catch {
      return response;
    }
    return withBody(() => encoded(JSON.stringify(change(value))))(response);
  };

/** Nothing but a pointer to elsewhere (RFC 9110 section 15.4). */
export const redirected: Alteration = () => ({
  status: 302,
  headers: [['location', 'https://elsewhere.example/login']],
  body: new Uint8Array(),
});

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

/** Ways in which a body stops being JSON: id, what the server does, and how. */
export const spoiltBodies: readonly (readonly [id: string, phrase: string, change: Alteration])[] = [
  ['empty', 'an empty body', withBody(() => new Uint8Array())],
  ['html', 'an HTML page', withBody(() => encoded('<!doctype html>\n<title>OK</title>\n<h1>OK</h1>\n'))],
  ['truncated', 'half of its body', withBody((body) => body.slice(0, Math.floor(body.length / 2)))],
  ['bom', 'a byte order mark before its JSON', withBody((body) => Uint8Array.of(0xef, 0xbb, 0xbf, ...body))],
  ['rubbish', 'a warning behind its JSON', withBody((body) => encoded(`${textOf(body)}<br>Notice: undefined index`))],
  ['utf-16', 'its JSON in UTF-16', withBody((body) => Uint8Array.from(Buffer.from(textOf(body), 'utf16le')))],
  [
    'latin-1',
    'its JSON in Latin-1',
    withBody((body) => Uint8Array.from(Buffer.from(textOf(body).replace(/\}\s*$/, ',"note":"é"}'), 'latin1'))),
  ],
];
