/** The contracts of a run. Apart from the target, which scripts of findings read where there is no contract. */
import { bundledApis } from '../contract/bundled.ts';
import type { ContractSource } from '../contract/load.ts';
import type { Target } from './target.ts';

/** The contracts that a run tests: that of its target, or all bundled ones. */
export function contractsOf(target: Target | undefined): ContractSource[] {
  return target === undefined ? [...bundledApis] : [contractOf(target)];
}

/** The contract of a target. */
export function contractOf({ api, overlay }: Pick<Target, 'api' | 'overlay'>): ContractSource {
  return overlay === undefined ? api : { api, overlay };
}
