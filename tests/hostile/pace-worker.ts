/** A process that sends requests within limits when its input ends: URL, how many, the limits as JSON. */
import { text } from 'node:stream/consumers';
import { rateLimiterFor } from '../../src/engine/limits/rate-limiter.ts';
import type { RateLimits } from '../../src/settings/target.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';

const [url = '', count = '0', pace = '{}'] = process.argv.slice(2);
const none: RateLimits = {
  requestsPerSecond: undefined,
  loginsPerMinute: undefined,
  registrationsPerMinute: undefined,
  concurrency: undefined,
};
await text(process.stdin);
const rateLimiter = rateLimiterFor(url, { ...none, ...(JSON.parse(pace) as Partial<RateLimits>) });
const transport = playwrightTransport(url, { keepAlive: false });
await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const leave = await rateLimiter?.enter('login');
    const result = await transport.send({ method: 'POST', url, query: [], headers: {}, body: '{}' });
    if ('failure' in result) throw new Error(result.failure.message);
    leave?.();
  }),
);
await transport.close();
