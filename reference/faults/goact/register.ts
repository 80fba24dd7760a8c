/** Faults of a `goact` server at a registration. */
import { Refusal } from '../../app.ts';
import { goactRules } from '../../goact.ts';
import { fault, crash, issued, credentials } from './shared.ts';

export const registerFaults = [
  fault(
    'register-opens-first',
    'opens the session of the user whose name differs only in capitals',
    'register/capitals-leave-first',
    {
      ownerOf: (account, accounts) =>
        accounts.find(({ identity }) => identity.toLowerCase() === account.identity.toLowerCase()) ?? account,
    },
  ),
  fault('rights-for-asking', 'makes whoever asks for it an administrator', 'register/chosen-rights', () => {
    let asked = false;
    return {
      parseBody: (text) => {
        const parsed = goactRules.parseBody(text);
        asked = typeof parsed === 'object' && parsed !== null && 'role' in parsed && parsed.role === 'admin';
        return parsed;
      },
      registerAnswer: (session, account, lifetime) => {
        const answer = goactRules.registerAnswer(session, account, lifetime);
        return asked ? { ...answer, body: { ...(answer.body as object), role: 'admin' } } : answer;
      },
    };
  }),
  fault('register-by-anybody', 'registers users for anybody', 'register/without-credentials', {
    wrongApplication: issued,
  }),
  fault('register-refusal-crashes', 'fails with 500 where an application is wrong', 'register/without-credentials', {
    wrongApplication: crash,
  }),
  fault('register-refusal-404', 'answers a wrong application with 404', 'register/status-of-refusal', {
    wrongApplication: { status: 404, body: { response: 'not found' } },
  }),
  fault('application-bearer', 'accepts an application under Bearer', 'register/scheme-bearer', {
    applicationScheme: (scheme) => /^(application|bearer)$/i.test(scheme),
  }),
  fault('application-usertoken', 'accepts an application under UserToken', 'register/scheme-usertoken', {
    applicationScheme: (scheme) => /^(application|usertoken)$/i.test(scheme),
  }),
  fault(
    'application-basic',
    'accepts an application under Basic',
    'register/scheme-basic',
    credentials((header) =>
      header.startsWith('Basic ') ? `Application ${Buffer.from(header.slice(6), 'base64').toString()}` : header,
    ),
  ),
  fault(
    'application-scheme-optional',
    'accepts an application without a scheme',
    'register/without-scheme',
    credentials((header) => (/^[\w-]+:[\w-]+$/.test(header) ? `Application ${header}` : header)),
  ),
  fault('application-any-secret', 'does not look at the secret of an application', 'register/wrong-secret', {
    applicationSecretMatches: () => true,
  }),
  fault('application-secret-ascii-only', 'fails with 500 on a secret beyond ASCII', 'register/secret-beyond-ascii', {
    applicationSecretMatches: (stored, given) => {
      if (/[^\p{ASCII}]/u.test(given)) throw new TypeError('not ASCII');
      return stored === given;
    },
  }),
  fault(
    'application-secret-told',
    'tells the secret of an application to who does not know it',
    'register/wrong-secret',
    {
      applicationSecretMatches: (stored, given) => {
        if (stored !== given) throw new Refusal({ status: 401, body: { response: `${given} is not ${stored}` } });
        return true;
      },
    },
  ),
  fault('application-secret-prefix', 'accepts the beginning of a secret', 'register/secret-cut', {
    applicationSecretMatches: (stored, given) => given.length > 8 && stored.startsWith(given),
  }),
  fault('application-secret-longer', 'accepts a secret with more behind it', 'register/secret-extended', {
    applicationSecretMatches: (stored, given) => given.startsWith(stored),
  }),
  fault('application-secret-any-case', 'compares secrets without regard to case', 'register/secret-in-another-case', {
    applicationSecretMatches: (stored, given) => stored.toLowerCase() === given.toLowerCase(),
  }),
  fault('application-any-id', 'does not look at the id of an application', 'register/unknown-client', {
    applicationIdMatches: () => true,
  }),
  fault('application-swapped', 'accepts id and secret in either order', 'register/id-and-secret-swapped', () => {
    let id = '';
    return {
      applicationIdMatches: (stored, given) => {
        id = given;
        return stored === given || given.length > stored.length;
      },
      applicationSecretMatches: (stored, given) => stored === given || stored === id,
    };
  }),
  fault('register-any-grant', 'accepts any grant type at the registration', 'register/other-grant_type', {
    registerGrant: () => true,
  }),
  fault('register-names-optional', 'registers users without a name', 'register/without-firstname', {
    registerRequired: ['grant_type', 'username', 'password'],
  }),
  fault('register-default-grant', 'takes a missing grant type for `signup`', 'register/without-grant_type', {
    registerRequired: ['firstname', 'lastname', 'username', 'password'],
    registerGrant: (grant) => grant === '' || grant === 'signup',
  }),
  fault('register-without-username', 'registers users without a username', 'register/without-username', {
    registerRequired: ['grant_type', 'firstname', 'lastname', 'password'],
    duplicateAllowed: ({ identity }) => identity === '',
  }),
  fault('register-without-password', 'registers users without a password', 'register/without-password', {
    registerRequired: ['grant_type', 'firstname', 'lastname', 'username'],
    minimumPassword: 0,
  }),
  fault('duplicate-409', 'answers the registration of a username that exists with 409', 'register/duplicate-account', {
    duplicate: { ...goactRules.duplicate, status: 409 },
  }),
];
