/** The registry of mutations by name. */
import type { AccountName, Need } from './value.ts';
import { clientMutations } from './clients.ts';
import type { ClientMutation } from './clients.ts';
import { credentialMutations } from './credentials.ts';
import type { CredentialMutation } from './credentials.ts';
import type { Entry } from './entry.ts';
import { jwtMutations } from './jwt.ts';
import type { JwtMutation } from './jwt.ts';
import { oauth1Mutations } from './oauth1.ts';
import type { Oauth1Mutation } from './oauth1.ts';
import { requestMutations } from './requests.ts';
import type { RequestMutation } from './requests.ts';
import { tokenMutations } from './tokens.ts';
import type { TokenMutation } from './tokens.ts';

/** One difference from the documented request: a name, and arguments as JSON. */
export type Mutation =
  RequestMutation | CredentialMutation | TokenMutation | JwtMutation | ClientMutation | Oauth1Mutation;

/** The mutation of one name. */
type MutationOf<N extends Mutation['mutate']> = Extract<Mutation, { readonly mutate: N }>;

const entries = {
  ...requestMutations,
  ...credentialMutations,
  ...tokenMutations,
  ...jwtMutations,
  ...clientMutations,
  ...oauth1Mutations,
} satisfies { [N in Mutation['mutate']]: Entry<MutationOf<N>> };

/** The entry of a mutation. */
export function entryOf(mutation: Mutation): Entry<Mutation> {
  return entries[mutation.mutate];
}

/** The mutation with a name, if it is among some. */
export function find<N extends Mutation['mutate']>(mutations: readonly Mutation[], name: N): MutationOf<N> | undefined {
  return mutations.find((each): each is MutationOf<N> => each.mutate === name);
}

/** A mutation in words. */
export function describe(mutation: Mutation, as: AccountName = 'account'): string {
  return entryOf(mutation).reads(mutation, as);
}

/** The settings that mutations need. */
export function needsFor(mutations: readonly Mutation[]): Need[] {
  return mutations.flatMap((each) => entryOf(each).needs?.(each) ?? []);
}

/** Whether a step has invalid credentials. */
export function hasFalseCredentials(mutations: readonly Mutation[]): boolean {
  return mutations.some((each) => entryOf(each).present !== undefined || entryOf(each).sign !== undefined);
}
