/** Reads settings from a record of them. */
import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readKey } from '../core/ed25519-key.ts';
import { mostMade, readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import { isKeySetting, isOwnNameSetting } from './names.ts';
import type { Environment, SettingName } from './names.ts';
import { readTargetUrl } from './target-url.ts';
import type { Client } from './target.ts';

/** Headers that a case depends on, or that belong to the connection. */
const ownHeaders =
  /^(?:authorization|cookie|content-(?:type|length|encoding)|accept(?:-encoding)?|host|connection|transfer-encoding|origin|expect|upgrade|te|trailer|keep-alive|proxy-.*)$/i;

/** Reads single settings and collects what is wrong with them. */
export class Reader {
  readonly #environment: Environment;
  readonly #problems: string[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  /** The problems so far, in sentences. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  finish(): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const message = this.#problems.length === 1 ? first : this.#problems.map((each) => `\n  - ${each}`).join('');
    throw new UserError(`Settings: ${message}\nThe settings are explained in docs/settings.md.`);
  }

  check(action: () => unknown): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.problem(error.message);
    }
  }

  /** A setting; one that is empty counts as not set. */
  text(name: SettingName): string | undefined {
    const value = this.#environment[name];
    return value === undefined || value === '' ? undefined : value;
  }

  /** The keys that a contract may name. */
  keys(): Record<string, string> {
    return this.#namedBy(isKeySetting);
  }

  /** The names of the account for logins that take another one, by their settings. */
  usernames(): Record<string, string> {
    return this.#namedBy(isOwnNameSetting);
  }

  #namedBy(isWanted: (name: string) => boolean): Record<string, string> {
    const set = Object.entries(this.#environment).filter(([name, value]) => isWanted(name) && value);
    return Object.fromEntries(set) as Record<string, string>;
  }

  /** The lines of a file, without empty ones. */
  lines(name: SettingName): string[] {
    const file = this.file(name);
    if (file === undefined || !existsSync(file)) return [];
    let text = '';
    this.check(() => (text = readInput(file, `${name} is "${file}", which`, mostMade).toString()));
    return text.split(/\r?\n/).filter((line) => line !== '');
  }

  file(name: SettingName): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !existsSync(value)) this.problem(`${name} is "${value}", but there is no such file`);
    return value;
  }

  oneOf<T extends string>(name: SettingName, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = allowed.find((each) => each === value);
    if (value !== undefined && found === undefined)
      this.problem(`${name} is "${value}"; write one of ${allowed.join(', ')}`);
    return found;
  }

  seconds(name: SettingName, least: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const seconds = Number(value);
    if (Number.isFinite(seconds) && seconds >= least) return seconds;
    this.problem(`${name} is "${value}"; write a number of seconds, ${least} or more`);
    return undefined;
  }

  /** A whole number of at least one. */
  count(name: SettingName): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    this.problem(`${name} is "${value}"; write a whole number, 1 or more`);
    return undefined;
  }

  /** A whole number from 1 to 100. */
  percentage(name: SettingName): number | undefined {
    const value = this.text(name);
    if (value === undefined || /^([1-9]\d?|100)$/.test(value)) return value === undefined ? undefined : Number(value);
    this.problem(`${name} is "${value}"; write a percentage, a whole number from 1 to 100`);
    return undefined;
  }

  header(name: SettingName): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value))
      this.problem(`${name} is "${value}", which is no name of a header (RFC 9110 section 5.6.2)`);
    return value;
  }

  /** Headers for every request, one per line as `Name: value`. */
  headers(name: SettingName): Record<string, string> {
    const lines = (this.text(name) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
    const pairs = lines.map((line) =>
      /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)$/.exec(line.trim()),
    );
    for (const pair of pairs) {
      // Its text may be a secret.
      if (pair === null)
        this.problem(`${name} has a line without a name or a value; write "Name: value", one header per line`);
      else if (ownHeaders.test(pair[1] ?? ''))
        this.problem(`${name} has the header ${pair[1]}, which the harness writes itself; leave it out`);
    }
    return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
  }

  /** A path below the base URL. */
  path(name: SettingName): string | undefined {
    const value = this.text(name);
    if (value !== undefined && /[\s#\\\p{Cc}]|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/iu.test(value))
      this.problem(`${name} is "${value}"; write a path below TARGET_URL, without . and .., white space and fragments`);
    return value;
  }

  /** The name of a run, as the process that starts one makes it: six hexadecimal digits. */
  runName(name: SettingName): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !/^[0-9a-f]{6}$/.test(value))
      this.problem(`${name} is "${value}"; leave it out, or write six hexadecimal digits`);
    return value;
  }

  /** A private ed25519 key: the path of a PEM file, or what it holds. */
  signingKey(name: SettingName): KeyObject | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    let key: KeyObject | undefined;
    this.check(() => {
      key = readKey(value, createPrivateKey, `${name} is "${value}", which`);
      if (key === undefined)
        throw new UserError(
          `${name} is no private ed25519 key; give the path of a PEM file, or what it holds, in base64 if you like (docs/ci.md)`,
        );
    });
    return key;
  }

  /** The domain of e-mail addresses. */
  domain(name: SettingName): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !/^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/i.test(value))
      this.problem(`${name} is "${value}"; write the part of an address after the @, such as test.example.com`);
    return value;
  }

  pair(first: SettingName, second: SettingName): [string, string] | undefined {
    const [a, b] = [this.text(first), this.text(second)];
    if (a !== undefined && b !== undefined) return [a, b];
    if (a !== undefined || b !== undefined) this.problem(`${first} and ${second} belong together; set both or neither`);
    return undefined;
  }

  client(id: SettingName, secret: SettingName): Client | undefined {
    const pair = this.pair(id, secret);
    return pair === undefined ? undefined : { id: pair[0], secret: pair[1] };
  }

  noneOf(...names: SettingName[]): void {
    const set = names.find((name) => this.text(name) !== undefined);
    if (set !== undefined)
      this.problem(
        `${set} is set, but neither TARGET_API nor TARGET_URL; set both to test your server, or none of them to test the embedded target`,
      );
  }

  /** A base URL. */
  url(name: SettingName): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const read = readTargetUrl(text);
    if ('url' in read) return read.url;
    this.problem(`${name} ${read.problem}`);
    return undefined;
  }
}
