/** The requests and responses of the proof: what a handler sees of them is what it sees of Node's own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LightRequest, LightResponse } from '../../src/proof/light-fetch.ts';

const json = { 'Content-Type': 'application/json', 'X-Note': ' a ', accept: '*/*' };

const requests: [url: string, init: { method: string; headers: Record<string, string>; body?: string }][] = [
  ['https://a.example/login', { method: 'POST', headers: json, body: '{"a":"é \ud800"}' }],
  ['https://A.example:443/a b/../c?d=%20 e&f=ü', { method: 'GET', headers: { Authorization: 'Token x' } }],
  ['http://a.example', { method: 'PUT', headers: {}, body: '\ufeffa' }],
  ['http://a.example/', { method: 'POST', headers: {}, body: '' }],
];

describe('a light request', () => {
  for (const [url, init] of requests)
    test(`${init.method} ${url}`, async () => {
      const [light, own] = [new LightRequest(url, init), new Request(url, init)];
      assert.deepEqual([light.url, light.method], [own.url, own.method]);
      assert.deepEqual([...light.headers], [...own.headers]);
      assert.equal(light.bodyUsed, own.bodyUsed);
      assert.equal(await light.text(), await own.text());
      assert.equal(light.bodyUsed, own.bodyUsed);
      if (own.bodyUsed) await assert.rejects(light.text(), TypeError);
      else assert.equal(await light.text(), '');
    });

  test('rejects headers that cannot be sent', () => {
    assert.throws(() => new LightRequest('http://a.example', { headers: { note: 'a\nb' } }), TypeError);
    assert.throws(() => new LightRequest('http://a.example', { headers: { note: '€' } }), TypeError);
  });
});

describe('a light response', () => {
  for (const [body, init] of [
    ['{"a":"é"}', { status: 200, headers: { 'content-type': 'application/json' } }],
    ['a', { status: 404 }],
    ['', { status: 500 }],
    [null, { status: 204, headers: { 'Cache-Control': 'no-store', allow: 'GET' } }],
  ] as const)
    test(`${init.status} ${String(body)}`, async () => {
      const [light, own] = [new LightResponse(body, init), new Response(body, init)];
      assert.equal(light.status, own.status);
      assert.deepEqual([...light.headers], [...own.headers]);
      assert.deepEqual(await light.arrayBuffer(), await own.arrayBuffer());
    });

  test('copies another response, as for HEAD', () => {
    const first = new LightResponse('a', { status: 404, headers: { allow: 'GET' } });
    const { status, headers } = new LightResponse(null, first);
    assert.deepEqual([status, headers.get('allow')], [404, 'GET']);
  });

  test('rejects an invalid status', () => {
    for (const status of [199, 600]) assert.throws(() => new LightResponse('', { status }), RangeError);
  });
});
