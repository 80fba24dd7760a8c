/**
 * The chapters of OWASP ASVS 5.0 about logins: authentication (V6), sessions (V7) and self-contained tokens (V9). What no
 * requirement of the harness asks is tested elsewhere (by a review of documents, in a browser, on operations that no
 * contract has), or not testable from outside.
 */
import type { AsvsEntry, RequirementReport } from '../generated/conformance.ts';

type Elsewhere = 'documents' | 'browser' | 'operation' | 'inside';

/** Entries that no requirement of the harness covers, by the way in which they can be tested; the harness tests all others. */
const elsewhere: Readonly<Record<Elsewhere, string>> = {
  documents: '6.1.1 6.1.2 6.1.3 7.1.1 7.1.2 7.1.3',
  browser: '6.2.6 6.2.7 7.4.4 7.6.2',
  operation:
    '6.2.2 6.2.3 6.3.3 6.3.5 6.3.6 6.3.7 6.4.1 6.4.2 6.4.3 6.4.4 6.4.5 6.4.6 6.5.1 6.5.5 6.5.6 6.5.7 6.6.1 6.6.2 6.6.3 6.6.4 6.8.1 6.8.2 6.8.3 6.8.4 7.3.1 7.3.2 7.4.2 7.4.3 7.4.5 7.5.1 7.5.2 7.5.3 7.6.1 9.2.2 9.2.3 9.2.4',
  inside: '6.2.10 6.2.11 6.2.12 6.5.2 6.5.3 6.5.4 6.5.8 6.7.1 6.7.2 7.2.2',
};

/** Each entry and what it is about, in words of this project. */
const subjects: Readonly<Record<string, string>> = {
  '6.1.1': 'document how guessing of passwords is slowed without locking users out',
  '6.1.2': 'document the words that passwords must not contain',
  '6.1.3': 'document all ways to authenticate and their controls',
  '6.2.1': 'passwords of at least 8 characters',
  '6.2.2': 'users can change their password',
  '6.2.3': 'changing a password asks for the current one',
  '6.2.4': 'new passwords are compared with the most common ones',
  '6.2.5': 'passwords of any composition',
  '6.2.6': 'password fields hide what is typed',
  '6.2.7': 'pasting and password managers are permitted',
  '6.2.8': 'passwords are verified exactly as received',
  '6.2.9': 'passwords of 64 characters are permitted',
  '6.2.10': 'passwords do not expire without cause',
  '6.2.11': 'the documented words are refused in passwords',
  '6.2.12': 'new passwords are compared with breached ones',
  '6.3.1': 'guessing of passwords is slowed',
  '6.3.2': 'no default accounts',
  '6.3.3': 'more than one factor',
  '6.3.4': 'no undocumented way to authenticate',
  '6.3.5': 'users learn of suspicious attempts',
  '6.3.6': 'email is no factor',
  '6.3.7': 'users learn of changes to their credentials',
  '6.3.8': 'rejections do not tell which users exist',
  '6.4.1': 'initial passwords are random and expire',
  '6.4.2': 'no password hints and secret questions',
  '6.4.3': 'resetting a password keeps the other factors',
  '6.4.4': 'replacing a lost factor asks for proof',
  '6.4.5': 'renewals are announced in time',
  '6.4.6': 'administrators reset passwords without knowing them',
  '6.5.1': 'one-time codes work once',
  '6.5.2': 'lookup secrets are stored as hashes',
  '6.5.3': 'codes and seeds are random',
  '6.5.4': 'codes have enough entropy',
  '6.5.5': 'codes expire',
  '6.5.6': 'factors can be revoked',
  '6.5.7': 'biometrics are a second factor only',
  '6.5.8': 'one-time passwords use trusted time',
  '6.6.1': 'codes over telephone networks are restricted',
  '6.6.2': 'out-of-band codes belong to their request',
  '6.6.3': 'guessing of out-of-band codes is slowed',
  '6.6.4': 'push notifications are limited',
  '6.7.1': 'certificates of factors are protected from changes',
  '6.7.2': 'challenges of cryptographic factors are unique',
  '6.8.1': 'identities of several providers are kept apart',
  '6.8.2': 'assertions are verified by their signature',
  '6.8.3': 'assertions work once',
  '6.8.4': 'the strength of a federated login is verified',
  '7.1.1': 'document how long sessions live',
  '7.1.2': 'document how many sessions an account may have',
  '7.1.3': 'document systems of single sign-on',
  '7.2.1': 'tokens are verified by the server',
  '7.2.2': 'tokens are made for each session',
  '7.2.3': 'tokens are unique and random',
  '7.2.4': 'a login makes a new token',
  '7.3.1': 'idle sessions end',
  '7.3.2': 'sessions have a longest life',
  '7.4.1': 'logout and expiry end a session',
  '7.4.2': 'disabling an account ends its sessions',
  '7.4.3': 'changing a factor can end other sessions',
  '7.4.4': 'logout is easy to find',
  '7.4.5': 'administrators can end sessions',
  '7.5.1': 'sensitive changes ask for another login',
  '7.5.2': 'users see and end their sessions',
  '7.5.3': 'sensitive transactions ask for another login',
  '7.6.1': 'federated sessions end as documented',
  '7.6.2': 'sessions begin by an action of the user',
  '9.1.1': 'tokens are verified by their signature',
  '9.1.2': 'only allowed algorithms, never none',
  '9.1.3': 'keys come from trusted sources',
  '9.2.1': 'tokens are accepted within their time only',
  '9.2.2': 'tokens are of the right type',
  '9.2.3': 'tokens are meant for this service',
  '9.2.4': 'issued tokens name their audience',
};

const places = new Map(
  Object.entries(elsewhere).flatMap(([place, ids]) => ids.split(' ').map((id) => [id, place as Elsewhere] as const)),
);

/** Each entry of the three chapters, and what this run says of it. */
export function asvsCoverage(requirements: readonly RequirementReport[]): AsvsEntry[] {
  return Object.entries(subjects).map(([id, subject]) => {
    const own = requirements.filter(({ security }) => security?.asvs.includes(`V${id}`) === true);
    const tested = own.filter(({ verdict }) => ['passed', 'failed', 'warned'].includes(verdict));
    const violated = tested.filter(({ verdict }) => verdict !== 'passed').length;
    const place = own.length > 0 ? 'here' : (places.get(id) ?? 'operation');
    return { id: `V${id}`, subject, place, requirements: own.length, tested: tested.length, violated };
  });
}
