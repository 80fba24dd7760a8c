/** Lifecycle of a token according to token info. */
import { answersTo } from '../../../contract/model.ts';
import type { Contract, Operation } from '../../../contract/model.ts';
import { step } from '../../build.ts';
import type { Scenario, Expectation, Step } from '../../model.ts';
import { asksAtOnce } from './at-once.ts';
import { answers } from '../issued-tokens.ts';
import { story } from './story.ts';
import { tokenInfoStatements } from '../../../words/statements/sessions.ts';
import { interpretations } from '../../../words/interpretations.ts';

/** Token info agrees with the login, for each of two users and repeatedly. */
export function tokenInfo(contract: Contract, login: Operation, info: Operation): Scenario[] {
  const source = answersTo(info, 'success')[0]?.provenance.source;
  const more = {
    defectKey: 'user-id',
    security: 'separate-users' as const,
    ...(source === undefined ? {} : { source }),
  };
  const asked = step('info', info, 'account', { session: 'login' });
  const one = [step('login', login, 'account', { require: 'accepted' }), asked];
  const two = [
    step('login', login, 'account', { require: 'accepted' }),
    step('other', login, 'second', { require: 'accepted' }),
    asked,
    step('info-of-other', info, 'second', { session: 'other' }),
  ];
  const ask = (
    slug: keyof typeof tokenInfoStatements,
    steps: Step[],
    expectations: Expectation[],
    defectKey = 'user-id',
  ): Scenario => story(contract, info, slug, tokenInfoStatements[slug], steps, expectations, { ...more, defectKey });
  const cases = [
    ask(
      'again',
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
  cases.push(ask('another-user', two, [{ kind: 'accepted', step: 'info-of-other', beside: 'info' }], 'another-user'));
  if (answers(info, 'user-id') && answers(login, 'user-id'))
    cases.push(
      ask('same-user', one, [{ kind: 'same', steps: ['login', 'info'], role: 'user-id' }]),
      ask('each-user', two, [
        { kind: 'same', steps: ['login', 'info'], role: 'user-id' },
        { kind: 'same', steps: ['other', 'info-of-other'], role: 'user-id' },
      ]),
    );
  else if (answers(info, 'user-id'))
    cases.push(
      ask(
        'same-user-again',
        [
          ...one,
          step('login-again', login, 'account', { require: 'accepted' }),
          step('info-again', info, 'account', { session: 'login-again' }),
        ],
        [{ kind: 'same', steps: ['info', 'info-again'], role: 'user-id' }],
      ),
      ask('user-ids-apart', two, [{ kind: 'distinct', steps: ['info', 'info-of-other'], role: 'user-id' }]),
    );
  if (answers(info, 'token'))
    cases.push(ask('same-token', one, [{ kind: 'same', steps: ['login', 'info'], role: 'token' }]));
  if (answers(info, 'identity'))
    cases.push(
      ask('own-identity', one, [{ kind: 'own-identity', step: 'info' }], 'identity'),
      ask(
        'each-identity',
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

/** The token decides whose data are returned, not the query. */
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
      tokenInfoStatements['asked-for-others'],
      [
        step('login', login, 'account', { require: 'accepted' }),
        step('info', info, 'account', { session: 'login', require: 'accepted' }),
        // Each has a separate token, since repeated use of a token is another requirement.
        ...asked.flatMap((each, index) => [
          step(`login-${index + 1}`, login, 'account', { require: 'accepted' }),
          each,
        ]),
      ],
      expectations,
      {
        reading: interpretations.otherUsers,
        defectKey: 'user-of-query',
        security: 'separate-users',
      },
    ),
  ];
}
