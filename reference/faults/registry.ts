/** Every fault of behaviour that the reference target can have. */
import type { Api } from '../create.ts';
import type { BehaviouralFault } from './fault.ts';
import { arFaults } from './ar.ts';
import { doodFaults } from './dood.ts';
import { flameFaults } from './flame.ts';
import { uprogressFaults } from './uprogress.ts';
import { lodgeFaults } from './lodge.ts';
import { goactFaults } from './goact.ts';

const byApi: Record<Api, readonly BehaviouralFault[]> = {
  ar: arFaults,
  dood: doodFaults,
  flame: flameFaults,
  uprogress: uprogressFaults,
  goact: goactFaults,
  lodge: lodgeFaults,
};

/** The faults of one API. */
export function behaviouralFaults(api: Api): readonly BehaviouralFault[] {
  return byApi[api];
}
