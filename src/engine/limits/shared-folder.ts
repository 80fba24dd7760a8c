/** The folder in which all processes of a user count their requests to one target. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isLoopbackHost } from '../../core/loopback.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { UserError } from '../../core/user-error.ts';
import { isAlive, isAnyInUse } from './semaphore.ts';

/** The processes of this machine that send requests to a target within limits, but this one. */
export function otherRunsOn(origin: string): number[] {
  return usersAmong(namesIn(folderOf(origin))).filter((pid) => pid !== process.pid);
}

/**
 * Makes this process one of those that share the folder of a target. It stays as long as requests of processes that
 * have ended count, and the next run removes it.
 */
export function enterSharedFolder(origin: string): string {
  removeUnused();
  const folder = folderOf(origin);
  const own = path.join(folder, `user.${process.pid}`);
  do enter(folder, own);
  while (!existsSync(own));
  process.once('exit', () => {
    rmSync(own, { force: true });
    removeIfUnused(folder);
  });
  return folder;
}

function enter(folder: string, own: string): void {
  const uid = ownUid();
  makeFolder(folder, 0o700);
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && (!found.isDirectory() || (uid >= 0 && found.uid !== uid)))
    throw new UserError(`${folder} belongs to somebody else, and requests cannot be counted there; take it away`);
  try {
    writeFileSync(own, '', { mode: 0o600 });
  } catch (error) {
    // The last process that used it may just have removed it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The id of this user, who need not have an entry in the list of users: containers run under any id. */
function ownUid(): number {
  return process.getuid?.() ?? -1;
}

/** How the names of this user's folders begin. */
function prefix(): string {
  return `conformance-pace-${ownUid()}-`;
}

function folderOf(origin: string): string {
  const { host, hostname, port } = new URL(origin);
  // All spellings of loopback are one target.
  const name = isLoopbackHost(hostname) ? `loopback:${port}` : host.replace(/\.(?=:|$)/, '');
  const key = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return path.join(tmpdir(), `${prefix()}${key}`);
}

function removeUnused(): void {
  for (const name of namesIn(tmpdir())) if (name.startsWith(prefix())) removeIfUnused(path.join(tmpdir(), name));
}

/** Removes a folder that no process uses. One that begins to use it meanwhile keeps it, with its own files. */
function removeIfUnused(folder: string): void {
  const names = namesIn(folder);
  if (usersAmong(names).length > 0 || isAnyInUse(folder, names)) return;
  try {
    for (const name of names) rmSync(path.join(folder, name), { force: true });
    rmdirSync(folder);
  } catch {
    // Somebody else has begun to use it, has removed it, or owns it.
  }
}

function usersAmong(names: readonly string[]): number[] {
  const users = names.filter((name) => name.startsWith('user.'));
  return users.map((name) => Number(name.slice(5))).filter(isAlive);
}

/** The names in a folder; none if there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
