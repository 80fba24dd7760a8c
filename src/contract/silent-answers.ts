/** What a document that is silent about a situation may be taken to say: any refusal that it lists, or any refusal at all. */
import type { Answer, Flow, Provenance, SecurityScheme } from './model.ts';

/** A response that answers situations which the document gives to none. */
interface SilentAnswer {
  readonly status: string;
  readonly when: readonly string[];
  /** Undefined where the document itself says it: a success. */
  readonly provenance: Provenance | undefined;
}

const loginRefusals = ['400', '401', '403', '404'];
const credentialRefusals = ['401', '403'];

/** Answers for the situations that have none, from the statuses that the document lists. */
export function silentAnswers(
  flow: Flow,
  security: SecurityScheme | undefined,
  listed: readonly string[],
  answers: readonly Answer[],
): SilentAnswer[] {
  const has = (situation: string): boolean => answers.some(({ when }) => when.split(':')[0] === situation);
  const successes = has('success') ? [] : listed.filter((status) => /^2/.test(status));
  // An author who says when one refusal comes says when each of them does.
  const saysRefusals = answers.some(({ when }) => when !== 'success' && when !== 'another-session');
  const refused = (situations: readonly string[], statuses: readonly string[]): SilentAnswer[] => {
    const open = situations.filter((each) => !has(each));
    if (saysRefusals || open.length === 0) return [];
    const named = listed.filter((status) => statuses.includes(status));
    // 422 alone speaks of what was sent: frameworks list it for every operation.
    const known = named.length === 0 ? [] : listed.filter((status) => statuses.includes(status) || status === '422');
    return (known.length === 0 ? ['default'] : known).map((status) => ({
      status,
      when: open,
      provenance: {
        level: 'implied',
        reading:
          known.length === 0
            ? 'The document does not say how this is refused; any refusal is right.'
            : 'The document lists this refusal without saying when it comes; any of those listed is right.',
      },
    }));
  };
  const needsCredentials = security !== undefined && security.optional !== true;
  return [
    ...successes.map((status) => ({ status, when: ['success'], provenance: undefined })),
    ...(flow === 'login' ? refused(['wrong-password', 'unknown-user'], loginRefusals) : []),
    ...(needsCredentials ? refused(['missing-credentials', 'invalid-credentials'], credentialRefusals) : []),
  ];
}
