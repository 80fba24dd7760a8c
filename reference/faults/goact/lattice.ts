/** What the faults of a `goact` server have in common: requirements that go together, answers, other readings. */
import { goactRules } from '../../goact.ts';
import type { GoactRules } from '../../goact.ts';
import type { Answer } from '../../types.ts';
import { faultsOf, of } from '../fault.ts';

export const fault = faultsOf('goact');
export const operations = ['login', 'token-info', 'register'];

/** Token info under no scheme, or another than its own. */
export const tokenless = of(
  'token-info',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials scheme-alone scheme-longer scheme-extended scheme-glued token-in-another-header basic-login without-scheme scheme-bearer scheme-basic scheme-application',
  'other-scheme-application token-in-query token-in-body',
);
/** Token info with a token that was not issued. */
export const unknown = of(
  'token-info',
  'unknown-token token-changed token-end-changed token-of-the-example identity-as-token user-id-as-token token-null token-number token-of-every-object token-long token-beyond-ascii token-in-list token-start-changed token-pattern token-sql token-in-query-too token-cut token-extended token-doubled token-halves-swapped token-in-another-case',
  'credentials-of-application',
);
/** Registrations by nobody, or by an application that it is not. */
export const applicationless = of(
  'register',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials scheme-alone scheme-longer scheme-extended scheme-glued client-id-in-another-case client-in-body client-in-query without-scheme scheme-bearer scheme-basic scheme-usertoken',
  'credentials-of-usertoken other-scheme-usertoken wrong-secret wrong-secret-on-same-connection empty-secret secret-cut secret-extended secret-and-more secret-beyond-ascii',
  'secret-in-another-case unknown-client unknown-client-empty-secret user-as-client client-id-alone id-and-secret-swapped status-of-refusal',
);
export const incomplete = (operation: string): string[] =>
  of(operation, 'without-username blank-username without-password blank-password without-grant_type');
export const mistyped = (operation: string): string[] =>
  ['username', 'password'].flatMap((name) =>
    ['number', 'boolean', 'null', 'array', 'object'].map((kind) => `${operation}/${name}-${kind}`),
  );
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
