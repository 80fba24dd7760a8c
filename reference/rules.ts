/** The rules of the reference targets, and the differences of a variant. */
import type { ArRules } from './ar.ts';
import type { DoodRules } from './dood.ts';
import type { FlameRules } from './flame.ts';
import type { GoactRules } from './goact.ts';
import type { LodgeRules } from './lodge-rules.ts';
import type { Api } from './types.ts';
import type { UprogressRules } from './uprogress.ts';

/** The rules of each API. */
export interface Rules {
  ar: ArRules;
  flame: FlameRules;
  uprogress: UprogressRules;
  goact: GoactRules;
  dood: DoodRules;
  lodge: LodgeRules;
}

/** A permitted choice of one API's server. */
export interface VariantOf<A extends Api> {
  /** Begins with the API's id; stable. */
  id: string;
  api: A;
  /** The behavior of this server, in the present tense. */
  sentence: string;
  /** The rules in which it differs. */
  rules: Partial<Rules[A]>;
}
