/** The folder of a run's reports: it is the harness's own, can be written, and no other run writes to it. */
import { accessSync, constants, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../engine/limits/semaphore.ts';
import { makeFolder } from '../core/make-folder.ts';
import { dataFile } from '../core/installation.ts';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';
import { writeWhole } from '../settings/write-whole.ts';

const lockName = '.lock';
/** The marker of a folder of the harness, with the files of its last run. */
const markerName = '.session-conformance';

/** Files of a run that ended before it could list them, and of versions that made no list. */
const usualFiles =
  /^(?:\.gitkeep|report\.json|(?:conformance|faults)\.(?:json|html|sarif|intoto\.jsonl)(?:\.\d+\.part)?|junit\.xml|html\/(?:index\.html|data\/[\w.-]+)|repeat\/[\w.-]+\.(?:mjs|json|txt)|test-results\/\.last-run\.json|test-results\/[\w.-]+\/error-context\.md|blob\/report[\w.-]*\.zip)$/;

/**
 * Takes a folder for this process until it ends.
 * @param setting the name of the folder's setting, for messages
 * @throws UserError if it contains other files than reports, cannot be written, or is in use by another run
 */
export function claimReports(folder: string, setting = 'REPORTS_DIR'): void {
  const called = `${setting} is "${folder}"`;
  const lock = path.join(folder, lockName);
  refuseShared(path.resolve(folder), called);
  try {
    makeFolder(path.resolve(folder));
    refuseShared(realpathSync(folder), called);
    accessSync(folder, constants.W_OK);
    const owner = Number(read(lock));
    if (owner > 0 && owner !== process.pid && isAlive(owner))
      throw new UserError(
        `Another run (process ${owner}) writes its reports to ${folder}; wait for its end, or set ${setting} to another folder (if that process is not a run of the harness, remove ${lock})`,
      );
    refuseForeign(folder, called);
    // Files of a killed run.
    rmSync(lock, { force: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    mark(folder, undefined);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && read(lock) !== '')
      throw new UserError(`Another run has just begun to write to ${folder}; set ${setting} to another folder`);
    throw new UserError(`${called}, where nothing can be written: ${message}`);
  }
  process.once('exit', () => {
    if (read(lock) !== String(process.pid)) return;
    const files = filesIn(folder).filter((file) => !file.endsWith(linkSign));
    try {
      mark(folder, files);
    } catch {
      // The disk is full, as the run has said; the mark of its beginning stays.
    }
    rmSync(lock, { force: true });
  });
}

/** Removes the blobs of an earlier run in shards: this one is none, and nobody must merge them for it. */
export function removeOldBlobs(folder: string): void {
  rmSync(path.join(folder, 'blob'), { recursive: true, force: true });
}

/** Rejects folders that are not for reports only. */
function refuseShared(folder: string, called: string): void {
  const checkout = fileURLToPath(dataFile('.'));
  const home = homeFolder();
  const isAbove = (other: string): boolean => !path.relative(folder, other).startsWith('..');
  const what = [
    folder === path.parse(folder).root && 'the root of the file system',
    folder === home && 'a home folder',
    isAbove(checkout) && 'the folder of this project or one above it',
    home !== undefined && isAbove(home) && 'a folder above a home folder',
  ].find((each) => each !== false);
  if (what !== undefined) throw new UserError(`${called}, ${what}; give a folder that is for reports alone`);
}

/** The home of this user; undefined for one whom the system does not know, as in a container. */
function homeFolder(): string | undefined {
  try {
    return path.resolve(homedir());
  } catch {
    return undefined;
  }
}

/** Rejects a folder with other files than those of runs, since a run replaces its files. */
function refuseForeign(folder: string, called: string): void {
  const found = filesIn(folder);
  const marked = readMarker(folder);
  const left = new Set(marked?.files);
  // Without a marker, names prove nothing: any page may be called index.html. Reports at the top do.
  const isOurs = marked !== undefined || found.includes('conformance.json') || found.every(isReportName);
  const foreign = found.filter((file) => !left.has(file) && !(isOurs && left.size === 0 && usualFiles.test(file)));
  if (foreign.length === 0) return;
  const named = foreign.slice(0, 5).join(', ') + (foreign.length > 5 ? ` and ${foreign.length - 5} more` : '');
  throw new UserError(
    `${called}, which holds what no run of the harness wrote: ${named}; a run replaces the files of its folder, so move them away or give another folder`,
  );
}

function isReportName(file: string): boolean {
  return /^(?:\.gitkeep|(?:conformance|faults)\.(?:json|html))$/.test(file);
}

const linkSign = ' (a link)';

/** The files below a folder, but those of this module; links are named and not followed. */
function filesIn(folder: string, below = ''): string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(below, entry.name);
    if (entry.isDirectory()) return filesIn(folder, name);
    if (name === lockName || name === markerName) return [];
    return [entry.isSymbolicLink() ? name + linkSign : name];
  });
}

/** Marks the folder. @param files its files at the end of a run */
function mark(folder: string, files: readonly string[] | undefined): void {
  const about = 'A run of session-conformance replaces the files that are listed here.';
  writeWhole(path.join(folder, markerName), `${JSON.stringify({ about, files }, undefined, 1)}\n`);
}

/** The files of the last run; undefined if no run has marked the folder. */
function readMarker(folder: string): { readonly files?: readonly string[] } | undefined {
  try {
    return JSON.parse(read(path.join(folder, markerName))) as { files?: string[] };
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  try {
    return readInput(file).toString();
  } catch {
    return '';
  }
}
