/** Statements of requirements, said of a target that violates them. */

/** The plain form of each verb that begins a statement. */
export const plainForms: Readonly<Record<string, string>> = {
  accepts: 'accept',
  binds: 'bind',
  creates: 'create',
  distinguishes: 'distinguish',
  ends: 'end',
  hides: 'hide',
  ignores: 'ignore',
  issues: 'issue',
  keeps: 'keep',
  limits: 'limit',
  responds: 'respond',
  returns: 'return',
  sends: 'send',
  sets: 'set',
};

/**
 * The opposite of a statement: "ends the session" becomes "does not end the session", "does not create an account" "creates an account".
 * @param isAccepted whether a request that it rejects was accepted, and not rejected in another way
 */
export function violated(statement: string, isAccepted = true): string {
  const [verb = '', ...others] = statement.split(' ');
  const rest = others.join(' ');
  if (verb === 'rejects') return `${isAccepted ? 'accepts' : 'does not reject'} ${rest}`;
  if (rest.startsWith('without 5xx')) return `${verb} with ${rest.slice('without '.length)}`;
  if (verb === 'does') return [thirdPerson(others[1] ?? ''), ...others.slice(2)].join(' ');
  const to = /^\d.*? to (.*)$/.exec(rest)?.[1];
  if (verb === 'responds' && to !== undefined && isAccepted) return `accepts ${to}`;
  const plain = plainForms[verb];
  // A contract writes statements of its own, with any verb.
  if (plain === undefined) return `violates “${statement}”`;
  return `does not ${plain} ${rest.replace(/ and (\w+)/, (all, word: string) => all.replace(word, plainForms[word] ?? word))}`;
}

function thirdPerson(verb: string): string {
  return /(?:s|x|z|ch|sh)$/.test(verb) ? `${verb}es` : `${verb}s`;
}
