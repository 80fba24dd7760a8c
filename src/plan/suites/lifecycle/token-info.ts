/** Lifecycle of a token: what token info says of it. */
import { answersTo } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { step } from '../../build.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { asksAtOnce } from './at-once.ts';
import { answers } from '../issued-tokens.ts';
import { story } from './story.ts';

/** Token info says what the login said, to each of two users, as often as it is asked. */
export function tokenInfo(contract: Contract, login: Operation, info: Operation): Scenario[] {
  const source = answersTo(info, 'success')[0]?.provenance.source;
  const more = { defectKey: 'user-id', security: true, ...(source === undefined ? {} : { source }) };
  const asked = step('info', info, 'account', { session: 'login' });
  const one = [step('login', login, 'account', { require: 'accepted' }), asked];
  const two = [
    step('login', login, 'account', { require: 'accepted' }),
    step('other', login, 'second', { require: 'accepted' }),
    asked,
    step('info-of-other', info, 'second', { session: 'other' }),
  ];
  const ask = (
    slug: string,
    statement: string,
    steps: Step[],
    expectations: Expectation[],
    defectKey = 'user-id',
  ): Scenario => story(contract, info, slug, statement, steps, expectations, { ...more, defectKey });
  const cases = [
    ask(
      'again',
      'answers further requests with the same token like the first',
      [...one, ...['second', 'third', 'again'].map((id) => step(id, info, 'account', { session: 'login' }))],
      [
        { kind: 'accepted', step: 'again' },
        ...(answers(info, 'user-id')
          ? [{ kind: 'same', steps: ['info', 'again'], role: 'user-id' } satisfies Expectation]
          : []),
      ],
      'token-again',
    ),
  ];
  cases.push(...asksAtOnce(contract, login, info, more), ...askedForOthers(contract, login, info));
  cases.push(
    ask(
      'another-user',
      'answers another user like the first',
      two,
      [{ kind: 'accepted', step: 'info-of-other', beside: 'info' }],
      'another-user',
    ),
  );
  if (answers(info, 'user-id') && answers(login, 'user-id'))
    cases.push(
      ask('same-user', 'names the user that logged in', one, [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
      ]),
      ask('each-user', 'names each of two users to their own token', two, [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
        { kind: 'same', steps: ['other', 'info-of-other'], role: 'user-id' },
      ]),
    );
  else if (answers(info, 'user-id'))
    cases.push(
      ask(
        'same-user-again',
        'names one user by the same user id after a second login',
        [
          ...one,
          step('login-again', login, 'account', { require: 'accepted' }),
          step('info-again', info, 'account', { session: 'login-again' }),
        ],
        [{ kind: 'same', steps: ['info', 'info-again'], role: 'user-id' }],
      ),
      ask('user-ids-apart', 'gives two users different user ids', two, [
        { kind: 'distinct', steps: ['info', 'info-of-other'], role: 'user-id' },
      ]),
    );
  if (answers(info, 'token'))
    cases.push(
      ask('same-token', 'names no other token than the one it is asked with', one, [
        { kind: 'same', steps: ['login', 'info'], role: 'token' },
      ]),
    );
  if (answers(info, 'identity'))
    cases.push(
      ask(
        'own-identity',
        'answers with the identity that logged in',
        one,
        [{ kind: 'own-identity', step: 'info' }],
        'identity',
      ),
      ask(
        'each-identity',
        'answers each of two users with their own identity',
        two,
        [
          { kind: 'own-identity', step: 'info' },
          { kind: 'own-identity', step: 'info-of-other' },
        ],
        'identity',
      ),
    );
  return cases;
}

/** Whose token it is decides whose data are told, not what the query asks for. */
function askedForOthers(contract: Contract, login: Operation, info: Operation): Scenario[] {
  const told = answers(info, 'identity');
  const names = ['id', 'user_id', 'userId'];
  // A document that has them says itself what they are for.
  if (info.parameters.some(({ name }) => names.includes(name))) return [];
  if (info.method !== 'GET' || (!told && !answers(info, 'user-id'))) return [];
  // A user has one of the two ids at most.
  const asked = [1, 2].map((id) =>
    step(`asked-for-${id}`, info, 'account', {
      session: `login-${id}`,
      mutations: [{ mutate: 'extra', members: Object.fromEntries(names.map((name) => [name, id])) }],
      require: 'accepted',
      ifUnmet: 'not-testable',
    }),
  );
  const role = told ? 'identity' : 'user-id';
  const expectations = asked.map(({ id }): Expectation => ({ kind: 'same', steps: ['info', id], role }));
  return [
    story(
      contract,
      info,
      'asked-for-others',
      'names the user of the token, whatever `id` and `user_id` the query asks for',
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('info', info, 'account', { session: 'login', require: 'accepted' }),
        // Each has a token of its own: what the second use of one brings is another promise's matter.
        ...asked.flatMap((each, index) => [
          step(`login-${index + 1}`, login, 'account', { require: 'accepted' }),
          each,
        ]),
      ],
      expectations,
      {
        reading: 'The document has no parameter by which one asks for another user.',
        defectKey: 'user-of-query',
        security: true,
      },
    ),
  ];
}
