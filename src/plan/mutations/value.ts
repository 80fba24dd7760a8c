/** What the arguments of mutations are made of. */
import type { TextEdit } from './texts.ts';

/** What must be configured or allowed before a case can run. */
export type Need = 'second-account' | 'registration' | 'client' | 'limited-client' | 'probe-path' | 'wait';

/** Whose identity and password a request uses: the configured accounts, or one made during the case. */
export type AccountName = 'account' | 'second' | `generated${number}`;

/** A value that is known when the case runs. */
export type Value =
  | { readonly literal: unknown }
  | {
      readonly of: AccountName;
      readonly part: 'identity' | 'password';
      /** What is made of it. */
      readonly by?: TextEdit;
      /** Sent as the only item of an array. */
      readonly inArray?: true;
    };
