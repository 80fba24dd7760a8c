/** The exchanges of a finding as commands that people can copy: one curl line each, where curl can do it. */
import { draft } from '../engine/request/build-request.ts';
import { presentAll } from '../engine/request/present.ts';
import { withOpenings } from '../engine/openings.ts';
import { returnsRole } from '../contract/members.ts';
import { answersTo } from '../contract/model.ts';
import type { CarriedValue, Contract, Operation, SecurityScheme } from '../contract/model.ts';
import type { Step } from '../plan/model.ts';
import type { Credentials, Draft } from '../plan/mutations/entry.ts';
import { NotApplicable } from '../plan/mutations/entry.ts';
import type { Mutation } from '../plan/mutations/registry.ts';
import { wrapped } from '../plan/mutations/value.ts';
import type { AccountName } from '../plan/mutations/value.ts';
import { operationNamed, schemesOfStep } from '../plan/operations.ts';
import { changesInWords } from '../plan/changes.ts';
import { roleName } from '../words/names.ts';
import { reasonText } from '../words/reasons.ts';
import { quoted } from './quote.ts';
import type { Reproduction } from './main.ts';
import type { Account } from '../settings/target.ts';

/**
 * Lines of a text file; values that are secret or come from a response are shell variables.
 * @param hasHeaders whether `TARGET_HEADERS` gave headers that every request carries
 */
export function curlLines(reproduction: Reproduction, hasHeaders: boolean): string[] {
  const steps = withOpenings(reproduction.case.steps, reproduction.contract);
  const opening =
    '# Every $NAME is a shell variable that you set. In JSON, write " and \\ of its value as \\" and \\\\.';
  const lines = steps.flatMap((step, index) => linesOf(step, index, steps, reproduction));
  return [opening, ...(hasHeaders ? lines.map(withHeaders) : lines)];
}

/** Has curl read the headers of `TARGET_HEADERS`, one per line, from its input: their values stand in no file. */
function withHeaders(line: string): string {
  return line.startsWith('curl ')
    ? `printf '%s\\n' "$TARGET_HEADERS" | curl -H @- ${line.slice('curl '.length)}`
    : line;
}

function linesOf(step: Step, index: number, steps: readonly Step[], reproduction: Reproduction): string[] {
  const { id } = step;
  const operation = operationNamed(reproduction.contract, step.operation);
  const changed = changesInWords(step);
  const issues = steps.some(({ session, otherSession }) => session === id || otherSession === id);
  const comments = [
    `${index + 1}. ${id}: ${operation.method} ${operation.path}${changed === undefined ? '' : `, ${changed}`}`,
    ...notes(step),
    ...(issues ? issued(operation, id) : []),
  ];
  return ['', ...comments.map(comment), commandOf(step, reproduction)];
}

/** The variables that a response gives. */
function issued(operation: Operation, step: string): string[] {
  return (['token', 'refresh-token', 'csrf-token', 'session-id'] as const)
    .filter((role) => role === 'token' || returnsRole(operation, role))
    .map((role) => `The ${roleName(role)} in this response is $${variable(role, step)}.`);
}

/** A text as a line that the shell skips. */
function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}`;
}

function notes({ afterExpiryOf, duringLifeOf, concurrent, when }: Step): string[] {
  return [
    ...(when === undefined ? [] : [`Depends on the response to "${when.step}".`]),
    ...(afterExpiryOf === undefined ? [] : [`Wait until the token of "${afterExpiryOf}" has expired.`]),
    ...(duringLifeOf === undefined ? [] : ['Wait for a few seconds.']),
    ...(concurrent === undefined ? [] : ['Send it together with the next request.']),
  ];
}

/** The command of a step, or a line that says why there is none. */
function commandOf(step: Step, reproduction: Reproduction): string {
  const none = (reason: string): string => comment(`curl cannot send this request: ${reason}.`);
  if (schemesOfStep(reproduction.contract, step)[0]?.signature !== undefined)
    return none('it is signed when it is sent');
  if (step.connection === 'reused') return none('it goes over the connection of the request before');
  try {
    // What is made of a variable differs between two values of it: only what holds them whole can be written.
    const [one, other] = ['Qx7', 'Vz3'].map((seed) => argumentsOf(step, new Variables(seed), reproduction));
    if (one === undefined || JSON.stringify(one) !== JSON.stringify(other))
      return none('it holds a value that is computed from a secret');
    return ['curl', ...one.map(asWord)].join(' ');
  } catch (error) {
    if (error instanceof NoCommandLine) return none(error.message);
    if (!(error instanceof NotApplicable)) throw error;
    return comment(`curl cannot send this request. ${reasonText(error.reason)}`);
  }
}

/** A request that no command line can hold. */
class NoCommandLine extends Error {}

/** Stand-ins for the values of variables, which go through the writing of a request unchanged. */
class Variables {
  readonly #seed: string;
  readonly #names: string[] = [];

  constructor(seed: string) {
    this.#seed = seed;
  }

  valueOf(name: string): string {
    if (!this.#names.includes(name)) this.#names.push(name);
    return `${this.#seed}k${this.#seed}${100 + this.#names.indexOf(name)}w`;
  }

  /** A text in which each stand-in is the name of its variable between NUL characters. */
  named(text: string): string {
    return this.#names.reduce((soFar, name) => soFar.replaceAll(this.valueOf(name), `\0${name}\0`), text);
  }
}

/** @throws NotApplicable, NoCommandLine */
function argumentsOf(step: Step, variables: Variables, reproduction: Reproduction): string[] {
  const made = written(step, variables, reproduction);
  const { method, text, form, encoding, isMultipart } = made;
  if (encoding !== undefined) throw new NoCommandLine('its bytes are not UTF-8');
  const pair = ([name, value]: readonly [string, string]): string => `${encodeURIComponent(name)}=${value}`;
  const bodiless = form === undefined && text === undefined;
  const typed = Object.keys(made.headers).some((name) => name.toLowerCase() === 'content-type');
  const query = bodiless || made.query.length === 0 ? '' : `?${new URLSearchParams(made.query).toString()}`;
  const all = [
    '-i',
    ...(method === 'HEAD' ? ['--head'] : ['-X', method]),
    // curl writes the boundary of a multipart body.
    ...Object.entries(made.headers)
      .filter(([name]) => isMultipart !== true || name !== 'Content-Type')
      .flatMap(([name, value]) => ['-H', value === '' ? `${name};` : `${name}: ${value}`]),
    ...(bodiless || typed ? [] : ['-H', 'Content-Type:']),
    ...(text === undefined ? [] : ['--data-raw', text]),
    ...(form ?? []).flatMap((each) =>
      isMultipart === true ? ['--form-string', each.join('=')] : ['--data-urlencode', pair(each)],
    ),
    ...(bodiless && made.query.length > 0
      ? ['-G', ...made.query.flatMap((each) => ['--data-urlencode', pair(each)])]
      : []),
    made.url + query,
  ];
  if (all.some((argument) => /(?!\n)\p{Cc}/u.test(argument))) throw new NoCommandLine('it holds a control character');
  return all.map((argument) => variables.named(argument));
}

function written(step: Step, variables: Variables, { contract, settings, case: { steps } }: Reproduction): Draft {
  const tokenHeader = settings['TARGET_TOKEN_HEADER'];
  const made = draft(
    {
      ...step,
      mutations: [
        ...nicknames(contract, step, variables),
        ...step.mutations.map((each) => withVariable(each, variables)),
      ],
    },
    {
      contract,
      baseUrl: settings['TARGET_URL'] ?? variables.valueOf('TARGET_URL'),
      body: settings['TARGET_BODY'] as 'form' | 'json' | undefined,
      tokenHeader,
      probePath: settings['TARGET_PROBE_PATH'],
      verificationCode: variables.valueOf('TARGET_VERIFICATION_CODE'),
      userId: step.session === undefined ? undefined : variables.valueOf(variable('USER_ID', step.session)),
      sessionId: step.session === undefined ? undefined : variables.valueOf(variable('SESSION_ID', step.session)),
      account: (name) => accountAt(step, steps, name, variables),
      anew: (part) => part,
    },
  );
  const ofScheme = (scheme: SecurityScheme): Credentials => ({
    ...credentialsOf(step, variables, scheme.value),
    otherCookies: scheme.value === 'csrf-token' ? cookiesOf(step, variables, contract) : [],
  });
  return presentAll(made, step, schemesOfStep(contract, step), ofScheme, tokenHeader);
}

/** A nickname that is made up for each request. */
function nicknames(contract: Contract, { operation }: Step, variables: Variables): Mutation[] {
  const own = operationNamed(contract, operation).parameters.filter(
    ({ role, required }) => role === 'nickname' && required,
  );
  return own.map(({ name }) => ({ mutate: 'set', parameter: name, value: { literal: variables.valueOf('NICKNAME') } }));
}

/** A value that is made of a configured one becomes a variable of its own, which the line above explains. */
function withVariable(change: Mutation, variables: Variables): Mutation {
  if (change.mutate !== 'set' || !('of' in change.value) || change.value.by === undefined) return change;
  const literal = variables.valueOf(variable('CHANGED', change.parameter));
  return { ...change, value: { literal: wrapped(change.value, literal) } };
}

/** An account as it is when a step is sent: with the new password after a change of it. */
function accountAt(step: Step, steps: readonly Step[], name: AccountName, variables: Variables): Account {
  const own = accountOf(name, variables);
  const newPassword = variables.valueOf(`${prefixOf(name)}_NEW_PASSWORD`);
  const isChanged = steps
    .slice(
      0,
      steps.findIndex(({ id }) => id === step.id),
    )
    .some(({ flow, as, require }) => flow === 'change-password' && as === name && require === 'accepted');
  return isChanged ? { ...own, password: newPassword, formerPassword: own.password } : { ...own, newPassword };
}

function prefixOf(name: AccountName): string {
  return name === 'account' ? 'TARGET' : name === 'second' ? 'TARGET_SECOND' : variable(name);
}

function accountOf(name: AccountName, variables: Variables): Account {
  const prefix = prefixOf(name);
  return { identity: variables.valueOf(`${prefix}_USERNAME`), password: variables.valueOf(`${prefix}_PASSWORD`) };
}

function credentialsOf(
  { as, session, otherSession }: Step,
  variables: Variables,
  value: CarriedValue | undefined,
): Credentials {
  const of = (what: string, step: string | undefined): string | undefined =>
    step === undefined ? undefined : variables.valueOf(variable(what, step));
  return {
    token:
      value?.startsWith('TARGET_') === true
        ? variables.valueOf(value)
        : of(value === undefined ? 'TOKEN' : variable(value), session),
    accessToken: of('TOKEN', session),
    refreshToken: of('REFRESH_TOKEN', session),
    tokenSecret: of('TOKEN_SECRET', session),
    otherToken: of('TOKEN', otherSession),
    ...accountOf(as, variables),
    userId: of('USER_ID', session),
    cookie: of('COOKIE', session),
    clientId: variables.valueOf('TARGET_CLIENT_ID'),
    clientSecret: variables.valueOf('TARGET_CLIENT_SECRET'),
  };
}

/** The cookies with which a response begins a visit, as the contract names them. */
function cookiesOf({ session }: Step, variables: Variables, { operations }: Contract): Credentials['otherCookies'] {
  const before = operations.find(({ flow }) => flow === 'before-login');
  if (session === undefined || before === undefined) return [];
  return answersTo(before, 'success')
    .flatMap(({ placed = [] }) => placed.filter((each) => each.in === 'cookie'))
    .map(({ name, role }) => ({
      name,
      value: variables.valueOf(variable(role, session)),
      isForCsrf: role === 'csrf-token',
    }));
}

/** The name of a shell variable. */
function variable(...parts: readonly string[]): string {
  return parts.join('_').replace(/\W/g, '_').toUpperCase();
}

/** An argument as a word of the shell, in which only the variables are expanded. */
function asWord(argument: string): string {
  const parts = argument
    .split('\0')
    .map((part, index) => (index % 2 === 1 ? `"$${part}"` : /^[\w@%+=:,./-]*$/.test(part) ? part : quoted(part)));
  return parts.join('') || "''";
}
