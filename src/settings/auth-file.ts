/** Reads accounts from a Web Fuzzing Commons authentication file, as fuzzers read it. */
import { load } from 'js-yaml';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import type { Environment, SettingName } from './names.ts';

/** One entry of the file, as far as it holds an account. */
interface AuthEntry {
  readonly name?: unknown;
  readonly loginEndpointAuth?: {
    readonly payloadUserPwd?: { readonly username?: unknown; readonly password?: unknown };
    readonly headers?: readonly { readonly name?: unknown; readonly value?: unknown }[];
  };
}

const names: readonly (readonly [SettingName, SettingName])[] = [
  ['TARGET_USERNAME', 'TARGET_PASSWORD'],
  ['TARGET_SECOND_USERNAME', 'TARGET_SECOND_PASSWORD'],
];

/**
 * Adds the first two accounts of the file that `TARGET_AUTH_FILE` names; settings of the environment win.
 * @param problem receives what is wrong with the file
 * @see https://github.com/WebFuzzing/Commons, auth.yaml
 */
export function withAuthFile(environment: Environment, problem: (text: string) => void): Environment {
  const file = environment['TARGET_AUTH_FILE'];
  if (file === undefined || file === '') return environment;
  const entries = entriesOf(file, problem);
  if (entries === undefined) return environment;
  const accounts = entries.flatMap((entry) => accountIn(entry) ?? []);
  if (accounts.length === 0)
    problem(
      `TARGET_AUTH_FILE is "${file}", in which no entry of "auth" has a name and a password; write them as loginEndpointAuth.payloadUserPwd`,
    );
  const added = accounts.slice(0, names.length).flatMap(({ username, password }, index) => {
    const [first, second] = names[index] ?? [];
    if (first === undefined || second === undefined || environment[first]) return [];
    return [
      [first, username],
      [second, password],
    ];
  });
  return { ...environment, ...(Object.fromEntries(added) as Environment) };
}

function entriesOf(file: string, problem: (text: string) => void): readonly AuthEntry[] | undefined {
  let reason = 'which has no list "auth"; give an authentication file of Web Fuzzing Commons in YAML';
  try {
    const document = load(readInput(file, 'which').toString()) as { readonly auth?: unknown } | null;
    if (Array.isArray(document?.auth)) return (document.auth as (AuthEntry | null)[]).filter((entry) => entry !== null);
  } catch (error) {
    reason = error instanceof UserError ? error.message : 'which is not valid YAML';
  }
  problem(`TARGET_AUTH_FILE is "${file}", ${reason}`);
  return undefined;
}

/** The account of an entry: as members of a body, or as the credentials of HTTP Basic (RFC 7617). */
function accountIn({ loginEndpointAuth }: AuthEntry): { username: string; password: string } | undefined {
  const { username, password } = loginEndpointAuth?.payloadUserPwd ?? {};
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  for (const { name, value } of loginEndpointAuth?.headers ?? []) {
    const [, encoded] = /^Basic ([\w+/=-]+)$/i.exec(String(value)) ?? [];
    if (encoded === undefined || String(name).toLowerCase() !== 'authorization') continue;
    const text = Buffer.from(encoded, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  return undefined;
}
