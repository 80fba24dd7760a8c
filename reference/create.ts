/** Builds the reference target of an API, with default or other rules. */
import type { Hono } from 'hono';
import { arRules, createAr, probePath } from './ar.ts';
import { createDood, doodRules } from './dood.ts';
import { createFlame, flameRules } from './flame.ts';
import { createGoact, goactRules } from './goact.ts';
import { createLodge } from './lodge.ts';
import { lodgeRules } from './lodge-rules.ts';
import type { Clock, ReferenceTarget } from './types.ts';
import { createUprogress, uprogressRules } from './uprogress.ts';
import { arVariants } from './variants/ar.ts';
import { doodVariants } from './variants/dood.ts';
import { flameVariants } from './variants/flame.ts';
import { goactVariants } from './variants/goact.ts';
import { lodgeVariants } from './variants/lodge.ts';
import { uprogressVariants } from './variants/uprogress.ts';
import type { Variant } from './variants/variant.ts';
import { createWorld, type Client, type World } from './world.ts';

interface Definition<R> {
  rules: R;
  create: (rules: R, world: World) => Hono;
  variants: Variant<R>[];
  /** Settings beyond the accounts. */
  settings?: (world: World) => Record<string, string>;
}

const clientSettings = ({ id, secret }: Client): Record<string, string> => ({
  TARGET_CLIENT_ID: id,
  TARGET_CLIENT_SECRET: secret,
});

const mayRegister = { TARGET_ALLOW_REGISTER: '1' };

const define = <R>(definition: Definition<R>): Definition<R> => definition;

/** A new API is an entry here. */
const listed = {
  ar: define({
    rules: arRules,
    create: createAr,
    variants: arVariants,
    settings: ({ client, limitedClient }) => ({
      ...clientSettings(client),
      TARGET_LIMITED_CLIENT_ID: limitedClient.id,
      TARGET_LIMITED_CLIENT_SECRET: limitedClient.secret,
      TARGET_PROBE_PATH: probePath,
      ...mayRegister,
    }),
  }),
  flame: define({ rules: flameRules, create: createFlame, variants: flameVariants }),
  uprogress: define({ rules: uprogressRules, create: createUprogress, variants: uprogressVariants }),
  goact: define({
    rules: goactRules,
    create: createGoact,
    variants: goactVariants,
    settings: ({ client }) => ({ ...clientSettings(client), ...mayRegister }),
  }),
  dood: define({ rules: doodRules, create: createDood, variants: doodVariants, settings: () => mayRegister }),
  lodge: define({
    rules: lodgeRules,
    create: createLodge,
    variants: lodgeVariants,
    settings: ({ verificationCode }) => ({ ...mayRegister, TARGET_VERIFICATION_CODE: verificationCode }),
  }),
};

/** An API that has a reference target. */
export type Api = keyof typeof listed;

/** The rules of each API. */
export type Rules = { [A in Api]: (typeof listed)[A]['rules'] };

const definitions: { [A in Api]: Definition<Rules[A]> } = listed;

/** The APIs that have a reference target. */
export const apis = Object.keys(definitions) as readonly Api[];

/** Whether an API of this name has a reference target. */
export function isApi(name: string): name is Api {
  return Object.hasOwn(definitions, name);
}

/** The conforming servers of an API that make other choices. */
export function variantsOf<A extends Api>(api: A): readonly Variant<Rules[A]>[] {
  return definitions[api].variants;
}

/** The differences of a target from the default one. */
interface TargetOptions {
  /** The id of one of the API's variants. */
  variant?: string;
  clock?: Clock;
}

/** The target of an API, in memory; throws for a variant that the API does not have. */
export function createTarget(api: Api, { variant, clock }: TargetOptions = {}): ReferenceTarget {
  return createTargetWith(api, variant === undefined ? {} : rulesOfVariant(api, variant), clock);
}

/** The target of an API with some of its rules replaced. */
export function createTargetWith<A extends Api>(api: A, changes: Partial<Rules[A]>, clock?: Clock): ReferenceTarget {
  const { rules, create, settings = () => ({}) }: Definition<Rules[A]> = definitions[api];
  const world = createWorld(clock);
  const app = create({ ...rules, ...changes }, world);
  return {
    handler: async (request) => app.fetch(request),
    settings: {
      TARGET_API: api,
      TARGET_USERNAME: world.account.identity,
      TARGET_PASSWORD: world.account.password,
      TARGET_SECOND_USERNAME: world.second.identity,
      TARGET_SECOND_PASSWORD: world.second.password,
      ...settings(world),
    },
  };
}

function rulesOfVariant<A extends Api>(api: A, id: string): Partial<Rules[A]> {
  const known = variantsOf(api);
  const found = known.find((variant) => variant.id === id);
  if (found) return found.rules;
  throw new Error(`${api} has no variant "${id}"; it has ${known.map((variant) => variant.id).join(', ')}`);
}
