/** What a `goact` server can do wrong at a registration. */
import { Refusal } from '../../app.ts';
import { goactRules } from '../../goact.ts';
import { of } from '../fault.ts';
import { fault, applicationless, crash, issued, credentials } from './lattice.ts';

export const registerFaults = [
  fault(
    'register-by-anybody',
    'registers users for anybody',
    applicationless,
    { wrongApplication: issued },
    { blocks: of('register', 'refusal-media-type unauthenticated-leaves-nothing') },
  ),
  fault(
    'register-refusal-crashes',
    'fails with 500 where an application is wrong',
    applicationless,
    { wrongApplication: crash },
    { blocks: of('register', 'refusal-media-type unauthenticated-leaves-nothing') },
  ),
  fault('register-refusal-404', 'answers a wrong application with 404', of('register', 'status-of-refusal'), {
    wrongApplication: { status: 404, body: { response: 'not found' } },
  }),
  fault('application-bearer', 'accepts an application under Bearer', of('register', 'scheme-bearer'), {
    applicationScheme: (scheme) => /^(application|bearer)$/i.test(scheme),
  }),
  fault('application-usertoken', 'accepts an application under UserToken', of('register', 'scheme-usertoken'), {
    applicationScheme: (scheme) => /^(application|usertoken)$/i.test(scheme),
  }),
  fault(
    'application-basic',
    'accepts an application under Basic',
    of('register', 'scheme-basic'),
    credentials((header) =>
      header.startsWith('Basic ') ? `Application ${Buffer.from(header.slice(6), 'base64').toString()}` : header,
    ),
  ),
  fault(
    'application-scheme-optional',
    'accepts an application without a scheme',
    of('register', 'without-scheme'),
    credentials((header) => (/^[\w-]+:\w+$/.test(header) ? `Application ${header}` : header)),
  ),
  fault(
    'application-any-secret',
    'does not look at the secret of an application',
    of(
      'register',
      'wrong-secret wrong-secret-on-same-connection secret-cut secret-extended secret-and-more secret-beyond-ascii secret-in-another-case',
    ),
    { applicationSecretMatches: () => true },
    { blocks: ['register/unauthenticated-leaves-nothing'] },
  ),
  fault(
    'application-secret-ascii-only',
    'fails with 500 on a secret beyond ASCII',
    of('register', 'secret-beyond-ascii'),
    {
      applicationSecretMatches: (stored, given) => {
        if (/[^\p{ASCII}]/u.test(given)) throw new TypeError('not ASCII');
        return stored === given;
      },
    },
  ),
  fault(
    'application-secret-told',
    'tells the secret of an application to who does not know it',
    of(
      'register',
      'wrong-secret wrong-secret-on-same-connection secret-cut secret-beyond-ascii secret-in-another-case user-as-client',
    ),
    {
      applicationSecretMatches: (stored, given) => {
        if (stored !== given) throw new Refusal({ status: 401, body: { response: `${given} is not ${stored}` } });
        return true;
      },
    },
  ),
  fault('application-secret-prefix', 'accepts the beginning of a secret', of('register', 'secret-cut'), {
    applicationSecretMatches: (stored, given) => given.length > 8 && stored.startsWith(given),
  }),
  fault(
    'application-secret-longer',
    'accepts a secret with more behind it',
    of('register', 'secret-extended secret-and-more'),
    {
      applicationSecretMatches: (stored, given) => given.startsWith(stored),
    },
  ),
  fault(
    'application-secret-any-case',
    'compares secrets without regard to case',
    of('register', 'secret-in-another-case'),
    { applicationSecretMatches: (stored, given) => stored.toLowerCase() === given.toLowerCase() },
  ),
  fault(
    'application-any-id',
    'does not look at the id of an application',
    of('register', 'unknown-client client-id-in-another-case'),
    {
      applicationIdMatches: () => true,
    },
  ),
  fault('application-swapped', 'accepts id and secret in either order', of('register', 'id-and-secret-swapped'), () => {
    let id = '';
    return {
      applicationIdMatches: (stored, given) => {
        id = given;
        return stored === given || given.length > stored.length;
      },
      applicationSecretMatches: (stored, given) => stored === given || stored === id,
    };
  }),
  fault(
    'register-any-grant',
    'accepts any grant type at the registration',
    of(
      'register',
      'other-grant_type grant_type-password grant_type-extended grant_type-in-capitals grant_type-client-credentials grant_type-refresh-token',
    ),
    { registerGrant: () => true },
  ),
  fault(
    'register-names-optional',
    'registers users without a name',
    of('register', 'without-firstname without-lastname'),
    { registerRequired: ['grant_type', 'username', 'password'] },
  ),
  fault('register-default-grant', 'takes a missing grant type for `signup`', of('register', 'without-grant_type'), {
    registerRequired: ['firstname', 'lastname', 'username', 'password'],
    registerGrant: (grant) => grant === '' || grant === 'signup',
  }),
  fault(
    'register-without-username',
    'registers users without a username',
    of('register', 'without-username blank-username null-username'),
    {
      registerRequired: ['grant_type', 'firstname', 'lastname', 'password'],
      duplicateAllowed: ({ identity }) => identity === '',
    },
  ),
  fault(
    'register-without-password',
    'registers users without a password',
    of(
      'register',
      'without-password blank-password null-password short-password password-of-the-example short-password-beyond-ascii',
    ),
    { registerRequired: ['grant_type', 'firstname', 'lastname', 'username'], minimumPassword: 0 },
    { blocks: ['register/refused-leaves-nothing'] },
  ),
  fault(
    'duplicate-409',
    'answers the registration of a username that exists with 409',
    of('register', 'duplicate-account duplicate-with-same-password'),
    { duplicate: { ...goactRules.duplicate, status: 409 } },
  ),
];
