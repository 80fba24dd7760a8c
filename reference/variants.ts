/** Conforming servers that make other choices where the documents leave a choice. */
import type { VariantOf } from './rules.ts';
import type { Api } from './types.ts';
import { arVariants } from './variants/ar.ts';
import { doodVariants } from './variants/dood.ts';
import { flameVariants } from './variants/flame.ts';
import { goactVariants } from './variants/goact.ts';
import { lodgeVariants } from './variants/lodge.ts';
import { uprogressVariants } from './variants/uprogress.ts';

/** A permitted choice of a server. */
export type Variant = { [A in Api]: VariantOf<A> }[Api];

const byApi: { [A in Api]: VariantOf<A>[] } = {
  ar: arVariants,
  flame: flameVariants,
  uprogress: uprogressVariants,
  goact: goactVariants,
  dood: doodVariants,
  lodge: lodgeVariants,
};

/** All variants of all APIs. */
export const variants: Variant[] = Object.values(byApi).flat();

/** The variants of one API. */
export function variantsOf<A extends Api>(api: A): VariantOf<A>[] {
  return byApi[api];
}
