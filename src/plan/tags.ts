/** The tags of cases, by which they are selected. */
import type { Case } from './model.ts';
import type { Suite } from './suite-of.ts';

/** Cases that show whether the annotations of a contract are right, by flow: the last part of their ids. */
const smoke: Readonly<Partial<Record<Case['flow'], readonly string[]>>> = {
  'before-login': ['success'],
  'session-start': ['success'],
  login: ['success', 'wrong-password'],
  register: ['then-login'],
  'token-info': ['success', 'without-credentials'],
  logout: ['success'],
};

/** Whether a case belongs to the smoke run, of at most 20 requests, that comes before a whole one. */
export function isSmoke({ id, flow }: Pick<Case, 'id' | 'flow'>): boolean {
  return smoke[flow]?.includes(id.split('/').at(-1) ?? '') === true;
}

/** The tags of a case: its API, flow, family, levels and ids, as `@goact/login/success`. */
export function tagsOf(each: Case, known: Suite['requirements']): string[] {
  const { id, api, flow, family, security, checks } = each;
  const judged = [...new Set(checks.map(({ requirement }) => requirement))];
  const levels = judged.flatMap((requirement) => known.get(requirement)?.level ?? []);
  const names = [api, flow, family, ...levels, ...(security ? ['security'] : []), ...(isSmoke(each) ? ['smoke'] : [])];
  return [...new Set([...names, id, ...judged])].map((name) => `@${name}`);
}
