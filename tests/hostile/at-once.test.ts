/** Two requests at the same time: sent so, judged together, and no cookie of one disturbs the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { listen } from '../listen.ts';
import { requestOf, serverOf, verdictsAt } from './http-target.ts';

for (const careless of [false, true])
  test(`two registrations of one identity at once, ${careless ? 'both' : 'one'} accepted`, async () => {
    const reference = createTarget('goact');
    let registrations = 0;
    let release = (): void => undefined;
    const both = new Promise<void>((resolve) => (release = resolve));
    const server = serverOf(async (came) => {
      registrations += 1;
      const own = registrations;
      // Whoever looks for an account before the other one is kept sees none, as if it had another name.
      const body = careless && own === 2 ? came.body.replace('"username":"', '"username":"another-') : came.body;
      // The first is answered when the second has come: one after the other they would never be.
      if (own === 2) release();
      await both;
      const answer = await reference.handler(requestOf({ ...came, body }));
      answer.headers.set('set-cookie', `visit=${own}`);
      return answer;
    });
    const url = await listen(server);
    const [judged] = await verdictsAt('goact', /register\/duplicate-at-once$/, { url, settings: reference.settings });
    server.closeAllConnections();
    server.close();
    assert.equal(judged?.verdict, careless ? 'failed' : 'passed', JSON.stringify(judged));
    if (careless)
      assert.deepEqual(
        judged.mismatches.map(({ code, status }) => [code, status]),
        [['both-accepted', 200]],
      );
    // Three times two at once, and a control request.
    assert.equal(registrations, 7);
  });
