/** Faults of a `lodge` server with the codes that verify accounts. */
import { lodgeRules } from '../../lodge-rules.ts';
import { fault } from './shared.ts';

export const verificationFaults = [
  fault('code-ignored', 'verifies an account whatever the code is', 'verify/wrong-code', { codeMatches: () => true }),
  fault('code-beginning', 'takes the beginning of a code for it', 'verify/cut-code', {
    codeMatches: (code, given) => given !== '' && code.startsWith(given),
  }),
  fault('code-optional', 'verifies an account without a code', 'verify/without-code', {
    verifyRequired: ['email'],
    codeMatches: (code, given) => given === '' || code === given,
  }),
  fault('code-true', 'takes a code that is no text for the right one', 'verify/code-boolean', {
    verifyRequired: ['email'],
    codeIn: (value) => (typeof value === 'string' || value === undefined ? lodgeRules.codeIn(value) : 'any'),
    codeMatches: (code, given) => given === 'any' || code === given,
  }),
  fault('unverified-logs-in', 'logs a user in before the verification', 'login/unverified', {
    refusesUnverified: false,
  }),
  fault('wrong-code-verifies', 'verifies an account and refuses its code', 'verify/wrong-code-verifies-none', {
    refusesCode: lodgeRules.verifies,
  }),
  fault('verifies-all', 'verifies all accounts with one', 'verify/other-user', {
    verifies: (_id, unverified) => unverified.clear(),
  }),
  fault('verifies-nobody', 'verifies an address without an account', 'verify/unknown-user', {
    unknownAddress: { status: 204 },
  }),
  fault('code-used-twice', 'takes a second verification for the first', 'verify/used-code', {
    alreadyVerified: { status: 204 },
  }),
  fault('second-code-undoes', 'takes the verification back at a second one', 'verify/verified-twice', {
    verifies: (account, unverified) => (unverified.has(account) ? unverified.delete(account) : unverified.add(account)),
  }),
  fault('verified-with-200', 'responds 200 to a verification', 'verify/success', {
    verifyAnswer: () => ({ status: 200 }),
  }),
  fault('address-optional', 'asks for the code alone at a verification', 'verify/without-email', {
    verifyRequired: ['code'],
  }),
  fault('verification-forgotten', 'forgets that an account was verified', 'verify/then-login', {
    verifies: () => undefined,
  }),
];
