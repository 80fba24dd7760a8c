/** The verification of an account by a code: the right one opens the account, and no other code does. */
import { defined } from '../../../core/defined.ts';
import { returnsRole } from '../../../contract/members.ts';
import { answersTo, operationOf, parameterOf } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, actor, before, provenanceOf, scenario, setUnknown, step } from '../../build.ts';
import { negative } from '../../negative.ts';
import type { Scenario } from '../../model.ts';
import type { Mutation } from '../../mutations/registry.ts';
import { usesToken } from '../../operations.ts';
import { answers, isJson, set } from '../../values.ts';
import { verificationPhrases, verificationStatements } from '../../../words/statements/accounts.ts';
import { parameterPhrases, unexpectedTypePhrases } from '../../../words/statements/parameters.ts';
import { responds } from '../../../words/statements/responses.ts';
import { afterLogout } from './account-flows.ts';
import { loginBeside } from './shared-steps.ts';

/** A code that belongs to nobody's request is none (OWASP ASVS 5.0 6.6.2). */
const about = { family: 'credentials', security: 'verification', defectKey: 'verification-code' } as const;

export function* verifications(contract: Contract): Generator<Scenario> {
  const verify = operationOf(contract, 'verify');
  const login = operationOf(contract, 'login');
  if (verify === undefined) return;
  yield* afterLogout(contract, verify, 'verify');
  yield* wrongCodes(contract, verify);
  yield* unknownUser(contract, verify);
  yield* usedCode(contract, verify);
  if (login === undefined) return;
  yield* thenLogin(contract, verify, login);
  yield* unverified(contract, verify, login);
}

function* wrongCodes(contract: Contract, verify: Operation): Generator<Scenario> {
  const code = parameterOf(verify, 'verification-code');
  if (code === undefined) return;
  const { name } = code;
  const own = { of: actor(verify), part: 'verification-code' } as const;
  const documented = provenanceOf(verify, 'wrong-code');
  const wrong = (slug: string, phrase: string, mutations: readonly Mutation[], situation?: string): Scenario =>
    negative(contract, verify, {
      ...about,
      slug,
      phrase,
      mutations,
      ...defined({ situation }),
      provenance: (situation === undefined ? undefined : provenanceOf(verify, situation)) ?? {
        ...verify.provenance,
        level: 'implied',
      },
    });
  const situation = documented === undefined ? undefined : 'wrong-code';
  yield wrong(
    'wrong-code',
    verificationPhrases['wrong-code'],
    set(code, { ...own, by: 'first-counted-up' }),
    situation,
  );
  yield wrong('cut-code', verificationPhrases['cut-code'], set(code, { ...own, by: 'cut' }));
  // A path without the code is another path.
  if (code.in === 'path') return;
  const isSilent = (way: string): boolean => answersTo(verify, `${way}-parameter:${name}`).length === 0;
  // A request without an optional code may ask for a new one.
  if (code.required && isSilent('missing'))
    yield wrong(`without-${name}`, parameterPhrases.omitted('verify', name), [{ mutate: 'omit', parameter: name }]);
  const isText = code.schema.type === 'string';
  if (code.required && (isSilent('blank') || (!isText && !answers(verify, `blank-parameter:${name}`))))
    yield wrong(`blank-${name}`, parameterPhrases.blank(name), set(code, { literal: '' }));
  if (!isJson(verify) || code.in !== 'body') return;
  yield wrong(`${name}-boolean`, unexpectedTypePhrases.boolean(name), set(code, { literal: true }));
  yield wrong(`${name}-object`, unexpectedTypePhrases.object(name), set(code, { literal: { $gt: '', $ne: null } }));
}

function* unknownUser(contract: Contract, verify: Operation): Generator<Scenario> {
  const provenance = provenanceOf(verify, 'unknown-user');
  const mutations = setUnknown(verify, 'identity');
  if (provenance === undefined || mutations.length === 0) return;
  yield negative(contract, verify, {
    ...about,
    slug: 'unknown-user',
    phrase: verificationPhrases['unknown-user'],
    mutations,
    situation: 'unknown-user',
    provenance,
  });
}

/** A code may stay valid, unless the document says that it does not. */
function* usedCode(contract: Contract, verify: Operation): Generator<Scenario> {
  const provenance = provenanceOf(verify, 'used-code');
  if (provenance === undefined) return;
  const { steps, session } = before(contract, verify);
  const as = actor(verify);
  const statement = responds(answersTo(verify, 'used-code'), verificationPhrases['used-code']);
  yield scenario(contract, verify, 'used-code', statement, {
    provenance,
    defectKey: 'used-code',
    request: verificationPhrases['used-code'],
    steps: [...steps, accepted('verify', verify, as, session), step('again', verify, as, session)],
    expect: { kind: 'answers', step: 'again', situation: 'used-code' },
  });
}

function* thenLogin(contract: Contract, verify: Operation, login: Operation): Generator<Scenario> {
  const { steps, session } = before(contract, verify);
  const as = actor(verify);
  const verified = [...steps, accepted('verify', verify, as, session)];
  const then = [step('login-again', login, as), loginBeside('login-again', login)];
  yield scenario(contract, verify, 'then-login', verificationStatements, {
    defectKey: 'account-lost',
    steps: [...verified, ...then],
    expect: { kind: 'accepted', step: 'login-again' },
  });
  yield scenario(contract, verify, 'verified-twice', verificationStatements, {
    defectKey: 'account-lost',
    steps: [...verified, step('again', verify, as, session), ...then],
    expect: { kind: 'accepted', step: 'login-again' },
  });
}

/** An account stays closed until its verification, if the document says that the login refuses it until then. */
function* unverified(contract: Contract, verify: Operation, login: Operation): Generator<Scenario> {
  const provenance = provenanceOf(login, 'unverified');
  const { steps, session } = before(contract, verify);
  const register = operationOf(contract, 'register');
  if (provenance === undefined || register === undefined || steps.some(({ flow }) => flow === 'login')) return;
  const as = actor(verify);
  const then = [accepted('verify', verify, as, session), accepted('login-again', login, as)] as const;
  const refused = { kind: 'answers', step: 'login', situation: 'unverified' } as const;
  yield scenario(
    contract,
    login,
    'unverified',
    responds(answersTo(login, 'unverified'), verificationPhrases.unverified),
    {
      ...about,
      defectKey: 'unverified',
      provenance,
      request: verificationPhrases.unverified,
      steps: [...steps, step('login', login, as), ...then],
      expect: refused,
    },
  );
  const code = parameterOf(verify, 'verification-code');
  const [verified, again] = then;
  if (code !== undefined)
    yield scenario(contract, verify, 'wrong-code-verifies-none', verificationStatements, {
      ...about,
      steps: [
        ...steps,
        step('flawed', verify, as, {
          ...session,
          mutations: set(code, { of: as, part: 'verification-code', by: 'first-counted-up' }),
        }),
        step('login', login, as),
        // A wrong code may make the right one void.
        { ...verified, ifUnmet: 'not-testable' },
        again,
      ],
      expect: refused,
    });
  if (usesToken(verify) && !returnsRole(register, 'token')) return;
  const other = 'generated2';
  const ofOther = usesToken(verify) ? { session: 'register-other' } : {};
  yield scenario(contract, verify, 'other-user', verificationStatements, {
    ...about,
    defectKey: 'another-user',
    steps: [
      ...steps,
      accepted('register-other', register, other),
      accepted('verify', verify, as, session),
      step('login', login, other),
      accepted('verify-other', verify, other, ofOther),
      accepted('login-again', login, other),
    ],
    expect: refused,
  });
}
