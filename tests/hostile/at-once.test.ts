/** Two requests at the same time: sent so, judged together, and no cookie of one disturbs the other. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { loadSuite } from '../../src/cases/suite.ts';
import { Masker } from '../../src/client/mask.ts';
import { playwrightTransport } from '../../src/client/playwright-transport.ts';
import { createTarget } from '../../src/reference/create.ts';
import { runSuite } from '../../src/run/run-suite.ts';
import { settingsFrom } from '../../src/target/settings.ts';

for (const careless of [false, true])
  test(`two registrations of one identity at once, ${careless ? 'both' : 'one'} accepted`, async () => {
    const reference = createTarget('goact');
    let registrations = 0;
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    const server = createServer((incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
        const { method = 'GET', url = '/' } = incoming;
        const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
        registrations += 1;
        const own = registrations;
        const sent = Buffer.concat(chunks).toString();
        // Whoever looks for an account before the other one is kept sees none, as if it had another name.
        const body = careless && own === 2 ? sent.replace('"username":"', '"username":"another-') : sent;
        const request = new Request(`http://${incoming.headers.host ?? ''}${url}`, { method, headers, body });
        // The first is answered when the second has come: one after the other they would never be.
        if (own === 2) release();
        await both;
        const answer = await reference.handler(request);
        outgoing.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'set-cookie': `visit=${own}` });
        outgoing.end(await answer.text());
      })();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const suite = await loadSuite('goact');
    const { target } = settingsFrom({
      ...reference.settings,
      TARGET_URL: url,
    });
    assert.ok(target);
    const transport = playwrightTransport(url);
    const stage = {
      contract: suite.contract,
      target,
      transport,
      newMasker: () => new Masker(),
      now: () => Date.now(),
      wait: () => Promise.resolve(),
    };
    const chosen = suite.cases.filter(({ id }) => id === 'goact/register/duplicate-at-once');
    const [result] = await runSuite(chosen, stage, 'implied');
    await transport.close();
    server.closeAllConnections();
    server.close();
    const [judged] = result?.results ?? [];
    assert.equal(judged?.verdict, careless ? 'failed' : 'passed', JSON.stringify(judged));
    if (careless) assert.match(judged.mismatches[0]?.actual ?? '', /^both are accepted: 200/);
    assert.equal(registrations, 3);
  });
