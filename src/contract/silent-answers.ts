/** Default responses for situations that a document does not mention: its documented rejections, or any rejection. */
import { carriesClient } from './model.ts';
import type { Answer, Flow, Provenance, SecurityScheme } from './model.ts';

/** A response for situations that the document assigns to no response. */
interface SilentAnswer {
  readonly status: string;
  readonly when: readonly string[];
  /** Undefined for a success, which is documented. */
  readonly provenance: Provenance | undefined;
}

const anyRefusal: Provenance = {
  level: 'implied',
  reading: 'The document does not say how this is rejected; any rejection is right.',
};
const listedRefusal: Provenance = {
  level: 'implied',
  reading: 'The document lists this rejection without saying when it occurs; any listed rejection is right.',
};
/** Without a session there is nothing to end: many logouts answer everybody alike. */
const openLogout: Provenance = {
  level: 'advice',
  reading: 'The document does not say that a logout without a session is rejected.',
};

/** Of a client and a token beside it, a document says which one its rejections are about (RFC 6749 section 5.2) for readers only. */
const besideClient: Provenance = {
  level: 'implied',
  reading: 'The listed rejections may be those of the client; any rejection of the token is right.',
};

/** A registration may tell of a conflict where it tells of other wrong values. */
const conflictRefusals = ['400', '409', '422'];

/** Some documents have no response but `default`. */
const anySuccess: SilentAnswer = {
  status: '2XX',
  when: ['success'],
  provenance: { level: 'implied', reading: 'The document lists no success; any status 2xx is right.' },
};

const loginRefusals = ['400', '401', '403', '404'];
const credentialRefusals = ['401', '403'];
/** RFC 6749 section 5.2 has 400 for a wrong refresh token. */
const refreshRefusals = ['400', '401', '403'];
/** Frameworks answer a wrong CSRF token with 403 or 419; a document that lists neither leaves it open. */
const csrfRefusals = ['403', '419'];

/** Situations that say nothing of the credentials of a request. */
const beside = ['success', 'another-session', 'unverified', 'limited'];

/**
 * Responses for the situations without one, from the documented statuses.
 * @param isMarked whether a success marks failures in its body
 */
export function silentAnswers(
  flow: Flow,
  security: SecurityScheme | undefined,
  listed: readonly string[],
  answers: readonly Answer[],
  isMarked: boolean,
): SilentAnswer[] {
  // A logout that lists 401 or 403 rejects; other statuses, such as 404 or 429, say nothing of credentials.
  const isOpen = flow === 'logout' || flow === 'logout-all';
  const has = (situation: string): boolean => answers.some(({ when }) => when.split(':')[0] === situation);
  const named = listed.filter((status) => /^2/.test(status));
  const successes = has('success') ? [] : named;
  // A document that gives a situation to one rejection gives one to each of them.
  const saysRefusals = answers.some(({ when }) => !beside.includes(when));
  const unsaid = listed.filter((each) => !answers.some(({ when, status }) => when === 'unverified' && status === each));
  const refused = (situations: readonly string[], statuses: readonly string[], own = statuses): SilentAnswer[] => {
    const open = situations.filter((each) => !has(each));
    if (saysRefusals || open.length === 0) return [];
    const isNamed = unsaid.some((status) => own.includes(status));
    // 422 is about the input only; frameworks list it for every operation.
    const known = isNamed ? unsaid.filter((status) => [...statuses, ...own, '422'].includes(status)) : [];
    return (known.length === 0 ? ['default'] : known).map((status) => ({
      status,
      when: open,
      provenance: known.length > 0 ? listedRefusal : isOpen ? openLogout : anyRefusal,
    }));
  };
  const needsCredentials = security !== undefined && security.optional !== true;
  const isForCsrf = security?.value === 'csrf-token' && security.together === undefined;
  const isBesideClient = security?.in === 'body' && security.together?.some(carriesClient) === true;
  return [
    ...successes.map((status) => ({ status, when: ['success'], provenance: undefined })),
    ...(has('success') || named.length > 0 ? [] : [anySuccess]),
    ...(flow === 'login' ? refused(['wrong-password', 'unknown-user'], loginRefusals) : []),
    ...(needsCredentials
      ? refused(
          ['missing-credentials', 'invalid-credentials'],
          flow === 'refresh' ? refreshRefusals : credentialRefusals,
          isForCsrf ? csrfRefusals : undefined,
        )
      : []),
    ...(flow === 'register' && listed.includes('409') ? refused(['duplicate-account'], conflictRefusals, ['409']) : []),
    ...(needsCredentials && isBesideClient && (isMarked || has('missing-credentials'))
      ? [{ status: 'default', when: ['missing-credentials', 'invalid-credentials'], provenance: besideClient }]
      : []),
  ];
}
