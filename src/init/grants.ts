/** One token endpoint for several grants (RFC 6749): a login by password and a refresh, told apart by `grant_type`. */
import type { Candidate, Field } from './candidates.ts';
import { refreshIn } from './names.ts';

/** The parameter that says the grant, with the values that any branch of the request allows. */
function grantIn({ inputs }: Candidate): Field | undefined {
  const [first, ...others] = inputs.filter(
    ({ name, place }) => /^grant_?type$/i.test(name) && /^(\/|query:)/.test(place),
  );
  const values = [first, ...others].flatMap((each) => each?.values ?? []);
  return first === undefined || values.length === 0 ? first : { ...first, values };
}

/** The value by which requests of a flow say their grant, where the document has several or none. */
export function grantOf(flow: string, chosen: Candidate): Record<string, string> {
  const grant = grantIn(chosen);
  const isOpen = grant?.values === undefined ? grant?.required === true && !grant.hasValue : grant.values.length > 1;
  const value = flow === 'login' ? 'password' : flow === 'refresh' ? 'refresh_token' : undefined;
  return grant === undefined || value === undefined || !isOpen ? {} : { [grant.place]: value };
}

/** The operation of a login as that of a refresh, where it takes a refresh token too; its values say so, or a person does. */
export function refreshOf(login: Candidate): { readonly chosen: Candidate; readonly isSaid: boolean } | undefined {
  const grant = grantIn(login);
  const isSaid = grant?.values?.includes('refresh_token') === true;
  if (grant === undefined || refreshIn(login.inputs) === undefined) return undefined;
  if (grant.values !== undefined && !isSaid) return undefined;
  return { chosen: { ...login, path: `${login.path}#refresh`, copyOf: login }, isSaid };
}
