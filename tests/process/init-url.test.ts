/** `session-conformance init URL`: a document that the user names is fetched once, saved, and pinned. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { runCommand } from '../start-process.ts';
import { loadContract } from '../../src/contract/load.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';

const body =
  'content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } }';
const document = `openapi: 3.0.3
info: { title: Shop, version: '1' }
paths:
  /login: { post: { requestBody: { ${body} }, responses: { '200': { description: in, content: { application/json: { schema: { type: object, properties: { token: { type: string } } } } } } } } }
`;

/** The response of a path: a status, a body, and the target of a redirect. */
type Given = readonly [status: number, body: string, location?: string];

/** Serves documents, and runs `init` on the URL of one in a folder of its own. */
async function initFrom(context: TestContext, paths: Readonly<Record<string, Given>>, at = '/openapi.yaml') {
  const server = createServer(({ url }, response) => {
    const [status, text, location] = paths[url ?? ''] ?? [404, 'none'];
    response.writeHead(status, location === undefined ? {} : { Location: location }).end(text);
  });
  const folder = temporaryFolder('init');
  context.after(() => {
    server.close();
  });
  const url = `${await listen(server)}${at}`;
  const again = () => runCommand(['init', url], {}, folder);
  const file = (name: string) => path.join(folder, name);
  return { ...(await again()), again, file, url };
}

test('saves the document and pins it: a change of it is noticed', async (context) => {
  const paths = { '/docs': [302, '', '/v1/shop.yaml'], '/v1/shop.yaml': [200, document] } as const;
  const { code, output, file, again } = await initFrom(context, paths, '/docs');
  assert.equal(code, 0, output);
  assert.match(output, /shop\.yaml is what http:\/\/127\.0\.0\.1:\d+\/v1\/shop\.yaml has\./);
  assert.equal(readFileSync(file('shop.yaml'), 'utf8'), document);
  assert.match(
    readFileSync(file('shop.overlay.yaml'), 'utf8'),
    /^x-document: \{url: http:\/\/127\.0\.0\.1:\d+\/v1\/shop\.yaml, sha256: [\da-f]{64}\}$/m,
  );
  assert.equal((await loadContract(file('shop.yaml'))).operations.length, 1);
  appendFileSync(file('shop.yaml'), '# changed\n');
  await assert.rejects(
    loadContract(file('shop.yaml')),
    /shop\.overlay\.yaml:\d+: the document has changed since: its SHA-256 is [\da-f]{64}, not [\da-f]{64}; check the annotations/,
  );
  const second = await again();
  assert.equal(second.code, 2);
  assert.match(second.output, /gives another document than shop\.yaml; move that file away to take it/);
});

const refused: readonly [title: string, paths: Readonly<Record<string, Given>>, message: RegExp][] = [
  ['a missing document', {}, /responds 404; give the URL of the document itself/],
  [
    'a redirect to another host',
    { '/openapi.yaml': [301, '', 'http://localhost:9/openapi.yaml'] },
    /redirects to http:\/\/localhost:9\/openapi\.yaml, on another host; give that URL/,
  ],
  ['redirects without an end', { '/openapi.yaml': [301, '', '/openapi.yaml'] }, /redirects more than 5 times/],
  ['a page', { '/openapi.yaml': [200, '<!doctype html>'] }, /gives a page, and no document/],
  ['a document without an end', { '/openapi.yaml': [200, 'a'.repeat(5_000_000)] }, /has more than \d+ bytes/],
];
for (const [title, paths, message] of refused)
  test(`refuses ${title} in one sentence`, async (context) => {
    const { code, output, file } = await initFrom(context, paths);
    assert.equal(code, 2, output);
    assert.match(output, message);
    assert.doesNotMatch(output, /\n\s+at /);
    assert.ok(!existsSync(file('openapi.yaml')));
  });

test('saves a document whose address is not well encoded', async (context) => {
  const { code, output, file } = await initFrom(context, { '/shop%zz.yaml': [200, document] }, '/shop%zz.yaml');
  assert.equal(code, 0, output);
  assert.equal(readFileSync(file('shop-zz.yaml'), 'utf8'), document);
});

test('refuses a server that is not there', async () => {
  const { code, output } = await runCommand(['init', 'http://127.0.0.1:9/openapi.json']);
  assert.equal(code, 2, output);
  assert.match(output, /http:\/\/127\.0\.0\.1:9\/openapi\.json: no response: \S+/);
});
