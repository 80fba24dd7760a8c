/** Parts that the faults of a `goact` server share: answers, and other readings. */
import { goactRules } from '../../goact.ts';
import type { GoactRules } from '../../goact.ts';
import type { Answer } from '../../types.ts';
import { faultsOf } from '../fault.ts';

export const fault = faultsOf('goact');
export const crash: Answer = { status: 500, body: { response: 'internal error' } };
export const token = 'pWJq2mQGv0aQ0Z1n7yNH';
export const info: Answer = { status: 200, body: { user: 1231, token_type: 'user' } };
export const issued: Answer = { status: 200, body: { user: 1231, access_token: token, token_type: 'user' } };

export const credentials = (read: (header: string, request: Request) => string | null): Partial<GoactRules> => ({
  credentialsFrom: (request) => read(request.headers.get('authorization') ?? '', request),
});

export const answers = (
  change: (body: Record<string, unknown>, password: string) => unknown,
): Pick<GoactRules, 'loginAnswer' | 'registerAnswer'> => {
  const changed: GoactRules['loginAnswer'] = (session, account, lifetime) => {
    const answer = goactRules.loginAnswer(session, account, lifetime);
    return { ...answer, body: change(answer.body as Record<string, unknown>, account.password) };
  };
  return { loginAnswer: changed, registerAnswer: changed };
};
