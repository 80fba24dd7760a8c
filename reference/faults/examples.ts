/** Ways to let in who knows the document's examples, or who has a session already. */
import { mediaTypeOf } from '../read.ts';
import type { Shared } from './shared.ts';

/** The credentials of the document's examples. */
interface Example {
  readonly identity: string;
  readonly password: string;
}

/** Accounts and passwords of the document that nobody took out. */
export function exampleFaults({ identity, password }: Example): Shared[] {
  return [
    [
      'password-of-the-example',
      "accepts the password of the document's example for every account",
      'login/password-of-the-example',
      { passwordMatches: (stored, given) => stored === given || given === password },
    ],
    [
      'account-of-the-example',
      "has the account of the document's example",
      'login/account-of-the-example',
      () => {
        let isExample = false;
        return {
          identityMatches: (stored, given) => {
            isExample = given === identity;
            return stored === given || isExample;
          },
          passwordMatches: (stored, given) => stored === given || (isExample && given === password),
        };
      },
    ],
  ];
}

/** A login that a token comes along with needs no password. */
export function sessionInstead(
  hasToken: (headers: Headers) => boolean,
  more: (isKnown: () => boolean) => object = () => ({}),
): Shared {
  return [
    'session-instead-of-password',
    'asks nobody for a password who sends a token along',
    'login/without-password-in-session',
    () => {
      let isKnown = false;
      return {
        mediaTypeOf: (request) => {
          isKnown = hasToken(request.headers);
          return mediaTypeOf(request);
        },
        isBlank: (text) => !isKnown && text.trim() === '',
        ...more(() => isKnown),
        passwordMatches: (stored, given) => stored === given || (isKnown && given === ''),
      };
    },
  ];
}
