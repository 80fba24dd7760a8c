/** The authentication of an operation's requests: by security schemes, and by parameters with the role of a credential. */
import { carriesSession, carriesUser } from './model.ts';
import type { Answer, CarriedValue, Flow, Parameter, SecurityScheme } from './model.ts';

/** The schemes of a document by name; a text is the reason for an unusable one. */
type Schemes = ReadonlyMap<string, SecurityScheme | string>;

/** The credentials of an operation, and its other parameters. */
interface Secured {
  readonly security: SecurityScheme | undefined;
  readonly parameters: readonly Parameter[];
}

const credentialRoles = ['token', 'refresh-token', 'csrf-token'] as const;

/**
 * Chooses the first requirement whose schemes are all usable; one with the user's name and password only where no other is.
 * @param requirements the names of the schemes of each alternative; an empty one stands for no authentication
 * @throws UserError when none is usable
 */
export function buildSecurity(
  flow: Flow,
  requirements: readonly (readonly string[])[],
  schemes: Schemes,
  declared: readonly Parameter[],
  fail: (what: string) => never,
): Secured {
  const own = declared.filter((each) => !isCredential(each));
  refuseRoles(flow, declared, fail);
  const byParameter = declared.filter(isCredential).map(schemeOf);
  const isEntry = flow === 'login' || flow === 'register';
  const takesPassword = declared.some(({ role }) => role === 'password');
  const mandatory = requirements.filter((each) => each.length > 0);
  const usable = mandatory.flatMap((names) => {
    const found = names.map((name) => schemes.get(name)).filter((each) => typeof each === 'object');
    return found.length === names.length ? [{ names, found }] : [];
  });
  // A document may ask for its usual credentials at the login too, which has its own.
  const isOpen = isEntry && takesPassword && usable.length > 0 && usable.every(({ found }) => found.some(carriesUser));
  const wantsUser = flow === 'login' && !takesPassword;
  const chosen = isOpen ? undefined : (usable.find(({ found }) => found.some(carriesUser) === wantsUser) ?? usable[0]);
  const [first] = mandatory;
  if (first !== undefined && usable.length === 0) refuseSchemes(first, schemes, fail);
  const all = [...(chosen?.found ?? []).filter((each) => !(wantsUser && carriesUser(each))), ...byParameter];
  const main = all.find(carriesSession) ?? all[0];
  const together = all.filter((each) => each !== main);
  const alternatives = mandatory.filter((each) => each !== chosen?.names && chosen !== undefined);
  const isOptional = chosen !== undefined && mandatory.length < requirements.length;
  const user = wantsUser ? chosen?.found.find(carriesUser) : undefined;
  // Some documents have the header of a scheme among the parameters too.
  const isOfScheme = ({ in: place, name }: Parameter): boolean =>
    all.some((each) => each.in === place && each.parameter.toLowerCase() === name.toLowerCase());
  const others = own.filter((each) => !isOfScheme(each));
  return {
    security:
      main === undefined
        ? undefined
        : {
            ...main,
            ...(alternatives.length === 0 ? {} : { alternatives: alternatives.flat() }),
            ...(isOptional ? { optional: true as const } : {}),
            ...(together.length === 0 ? {} : { together }),
          },
    parameters: user === undefined ? others : [...others, ...basicParameters(user)],
  };
}

function isCredential({ role }: Parameter): boolean {
  return credentialRoles.some((each) => each === role);
}

/** A parameter that carries a credential is tested like the header of a scheme. */
function schemeOf({ name, in: place, pointer, role, provenance }: Parameter): SecurityScheme {
  return {
    name,
    in: place as SecurityScheme['in'],
    parameter: place === 'body' ? pointer : name,
    template: '{token}',
    ...(role === 'token' ? {} : { value: role as CarriedValue }),
    provenance,
  };
}

/** Identity and password as HTTP Basic has them are parameters of a login like those of a body. */
function basicParameters({ provenance }: SecurityScheme): Parameter[] {
  const parameter = (name: string, role: 'identity' | 'password', schema: Parameter['schema']): Parameter => ({
    name,
    in: 'basic',
    pointer: `/${name}`,
    required: true,
    schema: { type: 'string', ...schema },
    role,
    provenance,
  });
  return [parameter('username', 'identity', { pattern: '^[^:]*$' }), parameter('password', 'password', {})];
}

function refuseSchemes(names: readonly string[], schemes: Schemes, fail: (what: string) => never): never {
  const name = names.find((each) => typeof schemes.get(each) !== 'object') ?? '';
  const reason = schemes.get(name);
  return fail(
    typeof reason === 'string'
      ? `the security scheme "${name}" cannot be used: ${reason}`
      : `security names "${name}", which components.securitySchemes does not have`,
  );
}

/** A role that no request can have is refused: its value would be made up. */
function refuseRoles(flow: Flow, declared: readonly Parameter[], fail: (what: string) => never): void {
  for (const { name, role } of declared) {
    if (role === 'new-password' && flow !== 'change-password')
      fail(`the parameter "${name}" has "x-role: ${role}", which only "x-flow: change-password" has; remove it`);
    if (role === 'verification-code' && flow !== 'verify')
      fail(`the parameter "${name}" has "x-role: ${role}", which only "x-flow: verify" has; remove it`);
    if (role === 'token-secret' || role === 'expires-in' || role === 'expires-in-ms')
      fail(`the parameter "${name}" has "x-role: ${role}", which only responses have; remove it`);
    const isOfSession = role === 'user-id' || role === 'session-id';
    if (isOfSession && (flow === 'login' || flow === 'register' || flow === 'session-start'))
      fail(`the parameter "${name}" has "x-role: ${role}", and there is no session before it; remove it`);
    if (role === 'csrf-token' && (flow === 'session-start' || flow === 'before-login'))
      fail(`the parameter "${name}" has "x-role: ${role}", and there is no session before it; remove it`);
  }
}

/**
 * A revocation may answer every token alike (RFC 7009 section 2.2): one in a body or a path is refused only where a document says so.
 * @param isMarked whether a success marks failures in its body
 */
export function asDocumented(
  flow: Flow,
  security: SecurityScheme | undefined,
  answers: readonly Answer[],
  isMarked: boolean,
): SecurityScheme | undefined {
  const isInside = flow !== 'refresh' && (security?.in === 'body' || security?.in === 'path');
  return isInside && !isMarked && !answers.some(({ when }) => when === 'missing-credentials')
    ? { ...security, optional: true }
    : security;
}
