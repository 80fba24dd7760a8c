/** The frozen sets of requirements: what the harness asks of the bundled contracts, by version. */
import { readdirSync, readFileSync } from 'node:fs';
import { bundledApis } from '../contract/bundled.ts';
import { dataFile } from '../core/installation.ts';
import { requirementSet } from '../plan/requirement-set.ts';
import { loadSuite } from '../plan/suite.ts';
import { formerIdsOf } from '../report/migrations.ts';

/** Levels of requirements by their ids, API by API. */
export type RequirementSet = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The file of the present set. */
export const setFile = dataFile(`requirements/${requirementSet}.json`);

/** The present requirements of the bundled contracts. */
export async function presentSet(): Promise<RequirementSet> {
  const suites = await Promise.all(bundledApis.map((api) => loadSuite(api)));
  return Object.fromEntries(
    suites.map(({ contract, plan }) => {
      const levels = plan.requirements.map(({ id, level }) => [id, level] as const);
      return [contract.id, Object.fromEntries(levels.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
}

/** All sets that were frozen, by version, the oldest first. */
export function frozenSets(): [version: string, set: RequirementSet][] {
  return readdirSync(dataFile('requirements/'))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(dataFile(`requirements/${file}`), 'utf8')) as RequirementSet,
    ]);
}

/** The ids of a frozen set that are there no more, and are not the former ids of a present requirement. */
export function vanishedFrom(frozen: RequirementSet, present: RequirementSet): string[] {
  const ids = Object.values(present).flatMap((levels) => Object.keys(levels));
  const known = new Set([...ids, ...ids.flatMap(formerIdsOf)]);
  return Object.values(frozen).flatMap((levels) => Object.keys(levels).filter((id) => !known.has(id)));
}
