/** Advice for a contract that does not say that its tokens are JSON Web Tokens. */
import { isJwt } from '../core/jwt.ts';
import { issuesJwt } from '../plan/suites/issued-tokens.ts';
import { contractsOf } from '../settings/contracts.ts';
import type { Settings } from '../settings/settings.ts';
import { jwtAdvice } from '../words/annotation-advice.ts';
import { loadSuite } from '../plan/suite.ts';

/** One line if a configured target issued a JSON Web Token that its contract does not expect. @param secrets of the run */
export async function tokenAdvice({ target }: Settings, secrets: ReadonlySet<string>): Promise<string[]> {
  if (target === undefined || ![...secrets].some(isJwt)) return [];
  const suites = await Promise.all(contractsOf(target).map((each) => loadSuite(each, true)));
  return suites.filter(({ contract }) => !issuesJwt(contract)).map(({ contract }) => jwtAdvice(contract.id));
}
