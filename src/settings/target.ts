/** The target of a run, as everything below the settings sees it. */
import { isLoopbackHost } from '../core/loopback.ts';
import type { Level } from '../contract/model.ts';
import { levels } from '../contract/model.ts';
import type { SignatureMethod } from '../plan/mutations/entry.ts';

export interface Account {
  readonly identity: string;
  readonly password: string;
  /** The password that the next change sets; undefined for an account that is not the run's own. */
  readonly newPassword?: string;
  /** The password before the last change. */
  readonly formerPassword?: string;
}

/** The parts of the names of a run's accounts by which they can be found again: the run, and the domain of addresses. */
export interface Naming {
  readonly run: string;
  readonly domain: string;
}

/** RFC 2606 reserves it: nobody gets mail. */
export const usualDomain = 'example.com';

/** The limits of a target; undefined without a limit. */
export interface RateLimits {
  readonly requestsPerSecond: number | undefined;
  readonly loginsPerMinute: number | undefined;
  readonly registrationsPerMinute: number | undefined;
  /** Requests under way at the same time. */
  readonly concurrency: number | undefined;
}

export interface Client {
  readonly id: string;
  readonly secret: string;
}

export interface Target {
  /** A bundled API or the path of a contract. */
  readonly api: string;
  /** The overlay of the document, if it is not the one beside it. */
  readonly overlay: string | undefined;
  /** Without user info, query and trailing slash. */
  readonly url: string;
  readonly account: Account;
  readonly second: Account | undefined;
  /** Names of the account for logins that take another one, by the names of their settings. */
  readonly usernames: Readonly<Record<string, string>>;
  readonly client: Client | undefined;
  readonly limitedClient: Client | undefined;
  /** Keys that requests carry beside the session, by the names of their settings. */
  readonly keys: Readonly<Record<string, string>>;
  readonly allowRegister: boolean;
  /** The code that the target accepts for every account that a run registers. */
  readonly verificationCode: string | undefined;
  /** Whether login names are tried that may be other people's. */
  readonly otherNames: boolean;
  readonly naming: Naming;
  /** Headers that every request carries. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tokenHeader: string | undefined;
  readonly signatureMethod: SignatureMethod;
  readonly body: 'form' | 'json' | undefined;
  readonly probePath: string | undefined;
  /** Keys that others may know: a token that one of them signed is a finding. */
  readonly guessedKeys: readonly string[];
  /** Seconds that a case may wait for a token to expire. */
  readonly maxWait: number;
  /** Seconds for one request. */
  readonly timeout: number;
  /** Whether the target's certificate is ignored. */
  readonly insecureTls: boolean;
  readonly pace: RateLimits;
}

/** The secrets that its settings hold. */
export function configuredSecrets(target: Target | undefined): string[] {
  return [
    target?.account.password,
    target?.second?.password,
    target?.client?.secret,
    target?.limitedClient?.secret,
    target?.verificationCode,
    ...Object.values(target?.keys ?? {}),
    ...Object.values(target?.headers ?? {}),
  ].filter((each) => each !== undefined);
}

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}

/** Requests under way at the same time: what is on this machine shares its processors; from afar, most of the time is waiting. */
export function concurrencyOf({ pace, url }: Target): number {
  return pace.concurrency ?? (isLoopback(url) ? 4 : 8);
}

/** The lowest level whose failures decide the exit code, and that of requirements about security where it is lower. */
export type Gate = Level | { readonly failOn: Level; readonly failOnSecurity: Level | undefined };

/** Whether the failure of a requirement decides the exit code. */
export function isGating(
  { level, security }: { readonly level: Level; readonly security?: unknown },
  gate: Gate,
): boolean {
  const { failOn, failOnSecurity = failOn } = typeof gate === 'string' ? { failOn: gate } : gate;
  const deciding = security === undefined ? [failOn] : [failOn, failOnSecurity];
  return deciding.some((lowest) => levels.indexOf(level) <= levels.indexOf(lowest));
}
