/** Parts that the faults of a `dood` server share: answers, and other readings. */
import { doodRules } from '../../dood.ts';
import type { DoodRules } from '../../dood.ts';
import type { Answer } from '../../types.ts';
import { faultsOf } from '../fault.ts';

export const fault = faultsOf('dood');
export const crash: Answer = { status: 500, body: { code: 16, message: 'ERR_SERVICE_UNAVAILABLE' } };
export const session = { type: 'APISession', session_key: 'pWJq2mQGv0aQ0Z1n7yNH' };

export const inSession = (
  change: (session: Record<string, unknown>) => Record<string, unknown>,
): Partial<DoodRules> => ({
  apiSession: (kept) => change(doodRules.apiSession(kept)),
});

/** Rules that ask whether the request that is being answered is by GET. */
export function byGet(rules: (asked: () => boolean) => Partial<DoodRules>): () => Partial<DoodRules> {
  return () => {
    let method = '';
    return {
      readsQuery: (given) => {
        method = given;
        return doodRules.readsQuery(given);
      },
      ...rules(() => method === 'GET'),
    };
  };
}
