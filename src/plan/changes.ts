/** The changes of a case to a request, in words. */
import type { Step } from './model.ts';
import { describe } from './mutations/registry.ts';

/** The changes of a step; undefined when it is sent as documented. */
export function changesInWords({ mutations, as, concurrent, connection }: Step): string | undefined {
  if (mutations.length === 0) return undefined;
  const words = mutations.map((each) => describe(each, as));
  if (concurrent === true) words.push('sent at the same time as the next request');
  if (connection === 'reused') words.push('sent over the connection of the request before');
  return words.join('; ');
}
