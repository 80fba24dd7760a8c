/** Parts that the faults of a `lodge` server share: answers, and other readings. */
import { lodgeRules } from '../../lodge-rules.ts';
import type { LodgeRules } from '../../lodge-rules.ts';
import type { Begun } from '../../lodge-rules.ts';
import type { Answer } from '../../types.ts';
import { faultsOf } from '../fault.ts';

export const fault = faultsOf('lodge');
export const crash: Answer = { status: 500, body: { error: 'internal' } };
export const token = 'pWJq2mQGv0aQ0Z1n7yNH';
export const notFound: Answer = { status: 404, body: { error: 'not_found' } };
export const info: Answer = { status: 200, body: { user: { id: 'u_y7', email: 'heidi@lodge.example' } } };
/** The answer to a login that nobody made. */
export const issued: Answer = {
  status: 200,
  body: { ...(info.body as object), csrf_token: token, refresh_token: `${token}r`, expires_in: 1800 },
  headers: { 'set-cookie': `__Host-lodge=${token}; ${lodgeRules.cookieAttributes}`, 'cache-control': 'no-store' },
};

/** The beginning of a session, changed. */
export const answers = (
  change: (body: Record<string, unknown>, begun: Begun) => unknown,
): Pick<LodgeRules, 'loginAnswer' | 'registerAnswer' | 'refreshAnswer'> => {
  const changed =
    (usual: LodgeRules['loginAnswer']): LodgeRules['loginAnswer'] =>
    (begun, lifetime) => {
      const answer = usual(begun, lifetime);
      return { ...answer, body: change(answer.body as Record<string, unknown>, begun) };
    };
  const { loginAnswer, registerAnswer, refreshAnswer } = lodgeRules;
  return {
    loginAnswer: changed(loginAnswer),
    registerAnswer: changed(registerAnswer),
    refreshAnswer: changed(refreshAnswer),
  };
};

/** An answer that names another user. */
export const ofUser = (answer: Answer, id: string): Answer => ({
  ...answer,
  body: { ...(answer.body as object), user: { ...(answer.body as { user: object }).user, id } },
});
