/** A target that did not respond, and may be starting again. */
import type { RunContext } from './context.ts';
import { secretsIn } from './masking/secret-names.ts';
import { bodyOf } from './observe/body.ts';
import type { HttpResult } from './http/http.ts';

/** Seconds between requests to a target that may start again. */
const pauses = [0, 1, 2, 4];

/** Asks for the base URL, over a connection of its own. */
export async function askForBase(context: RunContext): Promise<HttpResult> {
  const { transport, target, rateLimiter } = context;
  const leave = await rateLimiter?.enter(undefined);
  const request = { method: 'GET', url: target.url, query: [], headers: {}, connection: 'own' } as const;
  const result = await transport.send(request);
  leave?.();
  // A later response may show what this one issued.
  context.newMasker().learnUncommon(() => secretsIn({ request, result, body: bodyOf(result) }));
  return result;
}

/** Waits some seconds until the target responds to anything, so that what comes next is judged for itself. */
export async function awaitReturn(context: RunContext): Promise<void> {
  for (const seconds of pauses) {
    await context.wait(seconds * 1000);
    if ('response' in (await askForBase(context))) return;
  }
}
