/** Facts of a run in Playwright's metadata, for merged shards without the settings of the run. */
import type { ContractSource } from '../contract/load.ts';
import { contractsOf } from '../settings/contracts.ts';
import type { Level } from '../contract/model.ts';
import type { Settings } from '../settings/settings.ts';
import type { GivenSettings } from '../settings/read-target.ts';

/** One part of a run that several machines share. */
export interface Shard {
  readonly current: number;
  readonly total: number;
}

export interface Tested {
  readonly contracts: readonly ContractSource[];
  /** The URL that is tested, or `embedded`. */
  readonly target: string;
  readonly failOn: Level;
  readonly failOnSecurity?: Level | undefined;
  readonly minTested?: number | undefined;
  readonly given: GivenSettings;
}

const testedKey = 'conformance';
const shardKey = 'conformance shard ';

/** The facts of a run, as metadata of Playwright's configuration. */
export function metadataOf(
  { target, failOn, failOnSecurity, minTested, given }: Settings,
  shard: Shard | undefined,
): Record<string, unknown> {
  const tested: Tested = {
    contracts: contractsOf(target),
    target: target?.url ?? 'embedded',
    failOn,
    failOnSecurity,
    minTested,
    given,
  };
  return {
    // A text, because Playwright's report shows metadata as texts.
    [testedKey]: JSON.stringify(tested),
    // Of merged shards the last one gives the facts.
    ...(shard === undefined
      ? {}
      : { [`${shardKey}${shard.current}/${shard.total}`]: JSON.stringify({ failOn, failOnSecurity, minTested }) }),
  };
}

/** The facts in metadata; undefined for metadata of others. */
export function testedIn(metadata: Readonly<Record<string, unknown>>): Tested | undefined {
  const text = metadata[testedKey];
  return typeof text === 'string' ? (JSON.parse(text) as Tested) : undefined;
}

/** The shards of merged reports; Playwright combines their metadata. */
export function shardsIn(metadata: Readonly<Record<string, unknown>>): (Shard & { readonly facts: unknown })[] {
  return Object.entries(metadata)
    .flatMap(([key, facts]) => {
      const [, current, total] = new RegExp(`^${shardKey}(\\d+)/(\\d+)$`).exec(key) ?? [];
      return current === undefined ? [] : [{ current: Number(current), total: Number(total), facts }];
    })
    .sort((a, b) => a.current - b.current);
}

/** The missing shards of a run; undefined if it is complete, or was not sharded. */
export function missingShards(shards: ReturnType<typeof shardsIn>): string | undefined {
  const totals = [...new Set(shards.map(({ total }) => total))];
  const [total] = totals;
  if (total === undefined) return undefined;
  const facts = new Set(shards.map((each) => each.facts));
  if (facts.size > 1) return `shards with different settings: ${[...facts].join(' and ')}`;
  if (totals.length > 1)
    return `shards of different runs: ${shards.map((each) => `${each.current}/${each.total}`).join(', ')}`;
  const there = new Set(shards.map(({ current }) => current));
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((each) => !there.has(each));
  if (missing.length === 0) return undefined;
  return `${missing.length === 1 ? 'shard' : 'shards'} ${missing.map((each) => `${each}/${total}`).join(', ')} missing`;
}
