/** Lifecycle of a token according to token info. */
import { defined } from '../../../core/defined.ts';
import { answersTo } from '../../../contract/model.ts';
import { placeOf, returnsRole } from '../../../contract/members.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { accepted, acceptedOrUntested, scenario, step } from '../../build.ts';
import type { About } from '../../build.ts';
import type { Scenario, Expectation } from '../../model.ts';
import { asksAtOnce } from './at-once.ts';
import { tokenInfoStatements } from '../../../words/statements/sessions.ts';
import { interpretations } from '../../../words/interpretations.ts';

/** Token info agrees with the login, for each of two users and repeatedly. */
export function* tokenInfo(contract: Contract, login: Operation, info: Operation): Generator<Scenario> {
  const source = answersTo(info, 'success')[0]?.provenance.source;
  const more = {
    defectKey: 'user-id',
    security: 'separate-users' as const,
    ...defined({ source }),
  };
  const asked = step('info', info, 'account', { session: 'login' });
  const one = [accepted('login', login), asked];
  const two = [
    accepted('login', login),
    accepted('other', login, 'second'),
    asked,
    step('info-of-other', info, 'second', { session: 'other' }),
  ];
  const ask = (slug: keyof typeof tokenInfoStatements, about: About): Scenario =>
    scenario(contract, info, slug, tokenInfoStatements, { ...more, ...about });
  yield ask('again', {
    defectKey: 'token-again',
    steps: [...one, ...['second', 'third', 'again'].map((id) => step(id, info, 'account', { session: 'login' }))],
    expect: [
      { kind: 'accepted', step: 'again' },
      returnsRole(info, 'user-id') && { kind: 'same', steps: ['info', 'again'], role: 'user-id' },
    ],
  });
  yield* asksAtOnce(contract, login, info, more);
  yield* askedForOthers(contract, login, info);
  yield ask('another-user', {
    defectKey: 'another-user',
    steps: two,
    expect: { kind: 'accepted', step: 'info-of-other', beside: 'info' },
  });
  if (returnsRole(info, 'user-id') && returnsRole(login, 'user-id')) {
    yield ask('same-user', { steps: one, expect: { kind: 'same', steps: ['login', 'info'], role: 'user-id' } });
    yield ask('each-user', {
      steps: two,
      expect: [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
        { kind: 'same', steps: ['other', 'info-of-other'], role: 'user-id' },
      ],
    });
  } else if (returnsRole(info, 'user-id')) {
    yield ask('same-user-again', {
      steps: [...one, accepted('login-again', login), step('info-again', info, 'account', { session: 'login-again' })],
      expect: { kind: 'same', steps: ['info', 'info-again'], role: 'user-id' },
    });
    yield ask('user-ids-apart', {
      steps: two,
      expect: { kind: 'distinct', steps: ['info', 'info-of-other'], role: 'user-id' },
    });
  }
  if (returnsRole(info, 'token'))
    yield ask('same-token', { steps: one, expect: { kind: 'same', steps: ['login', 'info'], role: 'token' } });
  if (returnsRole(info, 'identity')) {
    yield ask('own-identity', { defectKey: 'identity', steps: one, expect: { kind: 'own-identity', step: 'info' } });
    yield ask('each-identity', {
      defectKey: 'identity',
      steps: two,
      expect: [
        { kind: 'own-identity', step: 'info' },
        { kind: 'own-identity', step: 'info-of-other' },
      ],
    });
  }
}

/** The token decides whose data are returned, not the query. */
function* askedForOthers(contract: Contract, login: Operation, info: Operation): Generator<Scenario> {
  const told = returnsRole(info, 'identity');
  const own = answersTo(info, 'success').map((answer) => placeOf(answer, 'user-id'));
  const named = own.flatMap((place) =>
    place !== undefined && 'pointer' in place ? [place.pointer.split('/').at(-1) ?? ''] : [],
  );
  const names = [...new Set(['id', 'user_id', 'userId', ...named])];
  // A document that has them says itself what they are for.
  if (info.parameters.some(({ name }) => names.includes(name))) return;
  if (info.method !== 'GET' || (!told && !returnsRole(info, 'user-id'))) return;
  // A user has one of the two ids at most.
  const asked = [1, 2].map((id) =>
    acceptedOrUntested(`asked-for-${id}`, info, 'account', {
      session: `login-${id}`,
      mutations: [{ mutate: 'extra', members: Object.fromEntries(names.map((name) => [name, id])) }],
    }),
  );
  const role = told ? 'identity' : 'user-id';
  const expectations = asked.map(({ id }): Expectation => ({ kind: 'same', steps: ['info', id], role }));
  yield scenario(contract, info, 'asked-for-others', tokenInfoStatements, {
    reading: interpretations.otherUsers,
    defectKey: 'user-of-query',
    security: 'separate-users',
    steps: [
      accepted('login', login),
      accepted('info', info, 'account', { session: 'login' }),
      // Each has a separate token, since repeated use of a token is another requirement.
      ...asked.flatMap((each, index) => [accepted(`login-${index + 1}`, login), each]),
    ],
    expect: expectations,
  });
}
