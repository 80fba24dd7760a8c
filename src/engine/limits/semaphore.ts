/**
 * Permits that all processes of this machine share: a limited number is in use, and each rests after use. A
 * permit is a row of files, one for each use; the process that creates the next file has the permit. No locks are
 * needed, and a killed process loses its permit.
 */
import { readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The interval of checks whether the owner of a permit is alive; all other changes are events. */
const lookAgain = 1000;

/** Milliseconds after which a file without content is one whose writer was killed. */
const longestWrite = 5000;

/** Milliseconds after which the owner of a permit was stopped, or its number is now another process's. */
const longestUse = 600_000;

/** The longest time for which a permit rests: a minute, and some milliseconds for servers that round their times. */
export const longestRest = 60_005;

/** Milliseconds of a monotonic clock that all processes share. */
function monotonic(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

interface Permit {
  readonly generation: number;
  /** The time from which it is free; undefined while it is in use. */
  readonly freeAt: number | undefined;
}

export class Semaphore {
  readonly #folder: string;
  readonly #name: string;
  readonly #places: number;
  readonly #rest: number;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * @param folder exists, and is used by this user alone
   * @param places of several processes with different numbers, the lowest counts
   * @param rest milliseconds for which a place stays empty after use
   */
  constructor(folder: string, name: string, places: number, rest: number) {
    this.#folder = folder;
    this.#name = name;
    this.#places = places;
    this.#rest = rest;
    writeFileSync(path.join(folder, `limit.${name}.${places}.${process.pid}`), '', { mode: 0o600 });
  }

  /** Waits for a place, in the order of asking. @returns gives it back */
  take(): Promise<() => void> {
    const mine = this.#queue.then(() => this.#takeNext());
    this.#queue = mine;
    return mine;
  }

  async #takeNext(): Promise<() => void> {
    for (;;) {
      const { taken, places } = this.#look();
      let wake = monotonic() + lookAgain;
      for (let place = 0; place < places; place += 1) {
        const last = taken.get(place);
        const open = last === undefined || (last.freeAt !== undefined && last.freeAt <= monotonic());
        if (open && this.#claim(place, (last?.generation ?? 0) + 1)) return this.#keeper(place, last?.generation ?? 0);
        if (!open && last.freeAt !== undefined) wake = Math.min(wake, last.freeAt);
      }
      await this.#change(Math.max(1, wake - monotonic()));
    }
  }

  /** The last use of each permit, and how many there are. */
  #look(): { readonly taken: Map<number, Permit>; readonly places: number } {
    const names = new Set(readdirSync(this.#folder));
    const taken = new Map<number, Permit>();
    let places = this.#places;
    for (const name of names) {
      const [pool, place, generation, end] = name.split('.');
      if (pool === 'limit' && place === this.#name && Number(generation) < places && isAlive(Number(end)))
        places = Number(generation);
      if (pool !== this.#name || end !== undefined) continue;
      const found = Number(generation);
      if (found > (taken.get(Number(place))?.generation ?? 0))
        taken.set(Number(place), { generation: found, freeAt: this.#freeAt(name, names.has(`${name}.free`)) });
    }
    return { taken, places };
  }

  #freeAt(name: string, given: boolean): number | undefined {
    const now = monotonic();
    if (given) {
      const text = read(this.#path(`${name}.free`));
      if (text === '') return isOlder(this.#path(`${name}.free`), longestWrite) ? now : undefined;
      const at = Number(text);
      // A time further away comes from before the machine was started again.
      return at > now + this.#rest ? now : at;
    }
    const owner = Number(read(this.#path(name)));
    const isGone = owner > 0 ? !isAlive(owner) : isOlder(this.#path(name), longestWrite);
    if (isGone || isOlder(this.#path(name), longestUse)) this.#give(name);
    return undefined;
  }

  #claim(place: number, generation: number): boolean {
    const name = `${this.#name}.${place}.${generation}`;
    try {
      writeFileSync(this.#path(name), String(process.pid), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    // Between looking and creating the place may have been taken, given back and taken again.
    if (this.#look().taken.get(place)?.generation === generation) return true;
    rmSync(this.#path(name), { force: true });
    return false;
  }

  #keeper(place: number, previous: number): () => void {
    const old = `${this.#name}.${place}.${previous}`;
    for (const name of [`${old}.free`, old]) rmSync(this.#path(name), { force: true });
    return () => this.#give(`${this.#name}.${place}.${previous + 1}`);
  }

  #give(name: string): void {
    try {
      writeFileSync(this.#path(`${name}.free`), String(monotonic() + this.#rest), { mode: 0o600 });
    } catch (error) {
      // The folder goes with the last process that uses it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  #path(name: string): string {
    return path.join(this.#folder, name);
  }

  /** Resolves when something changes in the folder, or after some milliseconds. */
  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const watcher = watch(this.#folder, { persistent: true });
      const done = (): void => {
        clearTimeout(timer);
        watcher.close();
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      watcher.on('change', done);
      watcher.on('error', done);
    });
  }
}

/** The time for which a process keeps a permit that others may wait for. */
const maxHold = 200;
/** The time for which it keeps an unused permit. */
const maxIdle = 20;

/** Permits of a semaphore that stay in this process from one use to the next: files are slow. */
export class KeptPermits {
  readonly #semaphore: Semaphore;
  readonly #waiting: { readonly resolve: (permit: KeptPermit) => void; readonly reject: (error: unknown) => void }[] =
    [];
  #isAsking = false;
  readonly #idle: KeptPermit[] = [];

  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore;
  }

  /** Waits for a permit, in the order of asking. @returns gives it back */
  async take(): Promise<() => void> {
    const permit = this.#idle.pop() ?? (await this.#next());
    clearTimeout(permit.timer);
    return () => this.#takeBack(permit);
  }

  #next(): Promise<KeptPermit> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      void this.#ask();
    });
  }

  /** Asks for one permit at a time, as long as somebody waits: what is given back in the meantime is used first. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#waiting.length > 0) {
        const give = await this.#semaphore.take();
        this.#takeBack({ give, since: performance.now() });
      }
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    } finally {
      this.#isAsking = false;
    }
  }

  #takeBack(permit: KeptPermit): void {
    const isFresh = performance.now() - permit.since < maxHold;
    const next = isFresh ? this.#waiting.shift() : undefined;
    if (next !== undefined) next.resolve(permit);
    else if (isFresh) this.#keep(permit);
    else permit.give();
  }

  #keep(permit: KeptPermit): void {
    this.#idle.push(permit);
    permit.timer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(permit), 1);
      permit.give();
    }, maxIdle);
  }
}

interface KeptPermit {
  readonly give: () => void;
  readonly since: number;
  timer?: NodeJS.Timeout;
}

/** Whether a permit among the files of a folder is in use or rests, whatever became of its process. */
export function isAnyInUse(folder: string, names: readonly string[]): boolean {
  const files = new Set(names);
  return names.some((name) => {
    const [pool, , generation, end] = name.split('.');
    if (pool === 'limit' || generation === undefined || files.has(`${name}.free`)) return false;
    if (end === undefined) return !isOlder(path.join(folder, name), longestRest);
    const left = Number(read(path.join(folder, name))) - monotonic();
    return left > 0 && left <= longestRest;
  });
}

/** Whether a file is there, and was not written for some milliseconds. */
function isOlder(file: string, milliseconds: number): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > milliseconds;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
