/** The values that a request carries: of its account, of the session, of the document, and what mutations say. */
import { defined } from '../../core/defined.ts';
import { ownNameSetting, parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Parameter } from '../../contract/model.ts';
import type { Step } from '../../plan/model.ts';
import { NotApplicable } from '../../plan/mutations/entry.ts';
import { entryOf } from '../../plan/mutations/registry.ts';
import { mutated } from '../../plan/mutations/texts.ts';
import { wrapped } from '../../plan/mutations/value.ts';
import type { AccountName, Value } from '../../plan/mutations/value.ts';
import { usualValue } from '../../plan/values.ts';
import type { Account } from '../../settings/target.ts';
import { fresh } from './generated-values.ts';

/** The inputs of a request. */
export interface RequestContext {
  readonly contract: Contract;
  readonly baseUrl: string;
  /** The body's media type, among those that the operation takes. */
  readonly body: 'form' | 'json' | undefined;
  /** Headers that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tokenHeader: string | undefined;
  readonly probePath: string | undefined;
  /** The code that verifies every account. */
  readonly verificationCode?: string | undefined;
  /** Names of the configured accounts for logins that take another one, by their settings. */
  readonly usernames?: Readonly<Record<string, string>>;
  /** The id of the user of the step's session, as far as it is known. */
  readonly userId?: string | undefined;
  /** The id of that session, as far as it is known. */
  readonly sessionId?: string | undefined;
  account(name: AccountName): Account;
  /** The text of this case for a part that each case makes up. */
  anew(part: string): string;
  /** Is told of what is made of a password, which gives away most of it. */
  readonly keep?: (secret: string) => void;
}

/** The same, but for the names that the accounts have for one of several logins. */
export function withOwnName(operation: Operation, requestContext: RequestContext): RequestContext {
  const account = (name: AccountName): Account => {
    const setting = ownNameSetting(requestContext.contract, operation, name);
    const identity = setting === undefined ? undefined : requestContext.usernames?.[setting];
    return { ...requestContext.account(name), ...defined({ identity }) };
  };
  return { ...requestContext, account };
}

/** The value of each parameter that is sent: mandatory ones, those with a default, and what the changes say. */
export function parameterValues(
  step: Step,
  operation: Operation,
  requestContext: RequestContext,
): [Parameter, unknown][] {
  const { mutations } = step;
  const chosenValues = new Map(mutations.flatMap((each) => Object.entries(entryOf(each).values?.(each) ?? {})));
  const omitted = new Set([...chosenValues].flatMap(([name, value]) => (value === undefined ? [name] : [])));
  const set = new Map(
    [...chosenValues].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
  const account = requestContext.account(step.as);
  const password = parameterOf(operation, 'new-password') ?? parameterOf(operation, 'password');
  const chosen = password === undefined ? undefined : set.get(password.name);
  const found: [Parameter, unknown][] = [];
  for (const parameter of operation.parameters) {
    if (omitted.has(parameter.name)) continue;
    const own = set.get(parameter.name) ?? (parameter.role === 'password-confirmation' ? chosen : undefined);
    if (own !== undefined) found.push([parameter, typed(parameter, resolve(own, requestContext))]);
    else if (isContainer(parameter)) continue;
    else if (parameter.required || isOfAccount(parameter) || hasDefault(parameter))
      found.push([parameter, usual(operation, parameter, account, requestContext)]);
  }
  // The parameters inside an object that is left out or replaced go with it.
  const replaced = operation.parameters.filter(
    (each) => isContainer(each) && (omitted.has(each.name) || set.has(each.name)),
  );
  return found.filter(
    ([parameter]) => !replaced.some((container) => parameter.pointer.startsWith(`${container.pointer}/`)),
  );
}

function isContainer(parameter: Parameter): boolean {
  const { type, properties, prefixItems } = parameter.schema;
  return (type === 'object' && properties !== undefined) || prefixItems !== undefined;
}

/** Whether it says who registers or logs in: it is sent also where the document calls it optional. */
function isOfAccount({ role }: Parameter): boolean {
  return (
    role === 'identity' ||
    role === 'password' ||
    role === 'new-password' ||
    role === 'password-confirmation' ||
    role === 'nickname' ||
    role === 'verification-code'
  );
}

function hasDefault({ schema }: Parameter): boolean {
  return schema.default !== undefined && schema.default !== '';
}

/** @throws NotApplicable for the id of a user or a session that no response named */
function usual(
  operation: Operation,
  parameter: Parameter,
  account: Account,
  { userId, sessionId, verificationCode }: RequestContext,
): unknown {
  const { role, schema, name } = parameter;
  if (role === 'user-id' && userId === undefined) throw new NotApplicable('no-user-id');
  if (role === 'user-id') return userId;
  if (role === 'session-id' && sessionId === undefined) throw new NotApplicable('no-session-id');
  if (role === 'session-id') return sessionId;
  if (role === 'identity') return account.identity;
  const isNew = role === 'new-password' || (role === 'password-confirmation' && operation.flow === 'change-password');
  if (isNew) return account.newPassword;
  if (role === 'password' || role === 'password-confirmation') return account.password;
  if (role === 'verification-code') return typed(parameter, verificationCode ?? '');
  if (role === 'nickname') return fresh('nickname', [operation]);
  return usualValue(name, schema);
}

/** A code of digits as the number that a document asks for. */
function typed({ role, schema }: Parameter, value: unknown): unknown {
  const isNumber = [schema.type].flat().some((type) => type === 'integer' || type === 'number');
  return role === 'verification-code' && isNumber && typeof value === 'string' && /^\d+$/.test(value)
    ? Number(value)
    : value;
}

function resolve(value: Value, requestContext: RequestContext): unknown {
  if ('literal' in value) {
    const { literal, anew } = value;
    return typeof literal === 'string' && anew !== undefined
      ? literal.replace(anew, requestContext.anew(anew))
      : literal;
  }
  const text = partOf(value, requestContext.account(value.of), requestContext);
  const kind = value.part === 'identity' ? 'identity' : 'password';
  const sent = value.by === undefined || text === undefined ? text : mutated(text, value.by, kind);
  if (sent === undefined) throw new NotApplicable('mutation-not-possible');
  if (kind === 'password' && /\S/.test(sent)) requestContext.keep?.(sent);
  return wrapped(value, sent);
}

function partOf(
  { part }: Extract<Value, { of: string }>,
  account: Account,
  { verificationCode }: RequestContext,
): string | undefined {
  if (part === 'verification-code') return verificationCode;
  if (part === 'new-password') return account.newPassword;
  return part === 'former-password' ? account.formerPassword : account[part];
}
