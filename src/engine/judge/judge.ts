/** One judge for each kind of expectation: pure functions of the exchanges. */
import type { Expectation } from '../../plan/model.ts';
import type { Observation } from '../observe/observation.ts';
import {
  judgeAccepted,
  judgeNoNewToken,
  judgeNoRedirect,
  judgeNoServerError,
  judgeNotLetIn,
  judgeOneAccepted,
  judgeRejected,
  judgeStatus,
} from './acceptance.ts';
import { judgeNoInternalDetails, judgeNoPassword, judgeNotGranted, judgeNothingOf, orSecret } from './disclosure.ts';
import { judgeResponse } from './documented-response.ts';
import { judgeCookieLife, judgeCrossSite } from './cookies.ts';
import { judgeGuesses } from './guesses.ts';
import { judgeHeader, judgeHttps, judgeMediaType } from './headers.ts';
import type { JudgeInput, Judgment } from './judgment.ts';
import { blocked } from './judgment.ts';
import { judgeProperty } from './property.ts';
import { judgeDistinct, judgeIdentity, judgeOwnSession, judgeSame, judgeSameResponse } from './relations.ts';
import { judgeClaims, judgeEnd, judgeGuessable, judgeKey, judgeSigned } from './tokens.ts';

/** The exchanges of the steps that an expectation names; there is one at least. */
type Exchanges = readonly [Observation, ...Observation[]];

type Judge<K extends Expectation['kind']> = (
  exchanges: Exchanges,
  expect: Extract<Expectation, { kind: K }>,
  input: JudgeInput,
) => Judgment;

const judges: { readonly [K in Expectation['kind']]: Judge<K> } = {
  answers: ([only], { situation }, input) => {
    const judgment = judgeResponse(only, situation, input.masker);
    return situation === 'success' ? judgment : orSecret(judgment, only, input);
  },
  property: ([only], { schema }, { masker }) => judgeProperty(only, schema, masker),
  accepted: ([only], { beside }, input) => judgeAccepted(only, exchangeOf(beside, input), input.masker),
  rejected: ([only], _, input) => orSecret(judgeRejected(only, input.masker), only, input),
  'one-accepted': ([first, second = first], _, { masker }) => judgeOneAccepted(first, second, masker),
  'not-let-in': ([only], { beside }, input) => judgeNotLetIn(only, exchangeOf(beside, input), input.masker),
  'no-server-error': ([only], { readable = false }, { masker }) => judgeNoServerError(only, readable, masker),
  'status-in': ([only], { statuses }, { masker }) => judgeStatus(only, statuses, masker),
  'cookie-lifetime': ([only], expect) => judgeCookieLife(only, expect),
  'not-cross-site': ([only], expect, input) => judgeCrossSite(only, exchangeOf(expect.beside, input), expect, input),
  'no-redirect': ([only]) => judgeNoRedirect(only),
  'no-new-token': ([only], _, { masker }) => judgeNoNewToken(only, masker),
  'media-type': ([only], { of }, { masker }) => judgeMediaType(only, of, masker),
  header: ([only], expect, input) => judgeHeader(only, expect, input),
  https: ([only], _, input) => judgeHttps(only, input),
  same: ([first, second = first], { role }, { masker }) => judgeSame(first, second, role, masker),
  distinct: (exchanges, { role }, { masker }) => judgeDistinct(exchanges, role, masker),
  'own-identity': ([only], { beside }, input) => judgeIdentity(only, exchangeOf(beside, input), input.masker),
  'own-session': ([only], { of, info }, input) =>
    judgeOwnSession(
      [only, exchangeOf(info, input)],
      of.flatMap((step) => input.exchanges.get(step) ?? []),
      input.masker,
    ),
  'same-answer': ([first, second = first], _, { masker }) => judgeSameResponse(first, second, masker),
  unguessable: (exchanges, _, { masker }) => judgeGuessable(exchanges, masker),
  'limits-guesses': (exchanges, _, { masker }) => judgeGuesses(exchanges, masker),
  'not-granted': ([only], { beside, members }, input) =>
    judgeNotGranted(only, exchangeOf(beside, input), members, input.masker),
  'token-ends': ([only]) => judgeEnd(only),
  'signed-token': ([only]) => judgeSigned(only),
  'unguessable-key': ([only], _, { guessedKeys }) => judgeKey(only, guessedKeys),
  'token-claims': ([only]) => judgeClaims(only),
  'no-password': ([only]) => judgeNoPassword(only),
  'no-internal-details': ([only], _, { masker }) => judgeNoInternalDetails(only, masker),
  'nothing-of': ([only], expect, input) => judgeNothingOf(only, expect, input),
};

function exchangeOf(step: string | undefined, { exchanges }: JudgeInput): Observation | undefined {
  return step === undefined ? undefined : exchanges.get(step);
}

/** Judges an expectation. A step that was not sent blocks it. */
export function judge(expect: Expectation, input: JudgeInput): Judgment {
  const exchanges: Observation[] = [];
  for (const step of stepsOf(expect)) {
    const exchange = input.exchanges.get(step);
    if (exchange === undefined) return blocked('not-sent', { step });
    exchanges.push(exchange);
  }
  const [first, ...others] = exchanges;
  if (first === undefined) return blocked('not-sent');
  // The judge of a kind takes the expectations of that kind.
  const judgeOf = judges[expect.kind] as Judge<Expectation['kind']>;
  return judgeOf([first, ...others], expect, input);
}

function stepsOf(expect: Expectation): readonly string[] {
  return 'steps' in expect ? expect.steps : [expect.step];
}
