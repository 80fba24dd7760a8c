/** Every fault of behaviour that the reference target can have. */
import type { Api } from '../types.ts';
import type { BehaviouralFault } from './fault.ts';
import { flameFaults } from './flame.ts';
import { goactFaults } from './goact.ts';

const byApi: Partial<Record<Api, readonly BehaviouralFault[]>> = {
  flame: flameFaults,
  goact: goactFaults,
};

/** The faults of one API. */
export function behaviouralFaults(api: Api): readonly BehaviouralFault[] {
  return byApi[api] ?? [];
}
