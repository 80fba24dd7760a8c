/** The folder of a run's reports: it is the harness's own, can be written, and no other run writes to it. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../engine/limits/semaphore.ts';
import { UserError } from '../core/user-error.ts';
import { writeWhole } from '../settings/write-whole.ts';

const lockName = '.lock';
/** Says that a folder is the harness's own, and which files its last run left there. */
const markerName = '.session-conformance';

/** Files of a run that ended before it could list them, and of versions that made no list. */
const usualFiles =
  /^(?:\.gitkeep|(?:conformance|faults)\.(?:json|html)(?:\.\d+\.part)?|junit\.xml|html\/(?:index\.html|data\/[\w.-]+)|repeat\/[\w-]+\.(?:sh|mjs|json)|test-results\/\.last-run\.json|test-results\/[\w.-]+\/error-context\.md|blob\/report[\w.-]*\.zip)$/;

/**
 * Takes a folder for this process until it ends.
 * @param setting what names the folder in messages
 * @throws UserError when it holds anything else than reports, when it cannot be written, or when another run has it
 */
export function claimReports(folder: string, setting = 'REPORTS_DIR'): void {
  const called = `${setting} is "${folder}"`;
  const lock = path.join(folder, lockName);
  refuseShared(path.resolve(folder), called);
  try {
    make(path.resolve(folder));
    refuseShared(realpathSync(folder), called);
    accessSync(folder, constants.W_OK);
    const owner = Number(read(lock));
    if (owner > 0 && owner !== process.pid && isAlive(owner))
      throw new UserError(
        `Another run (process ${owner}) writes its reports to ${folder}; wait for its end, or set ${setting} to another folder`,
      );
    refuseForeign(folder, called);
    // What a killed run left behind.
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
    mark(
      folder,
      filesIn(folder).filter((file) => !file.endsWith(linkSign)),
    );
    rmSync(lock, { force: true });
  });
}

/** Refuses folders that hold more than reports by their nature. */
function refuseShared(folder: string, called: string): void {
  const checkout = fileURLToPath(new URL('../..', import.meta.url));
  const home = path.resolve(homedir());
  const isAbove = (other: string): boolean => !path.relative(folder, other).startsWith('..');
  const what = [
    folder === path.parse(folder).root && 'the root of the file system',
    folder === home && 'a home folder',
    isAbove(checkout) && 'the folder of this project or one above it',
    isAbove(home) && 'a folder above a home folder',
  ].find((each) => each !== false);
  if (what !== undefined) throw new UserError(`${called}, ${what}; give a folder that is for reports alone`);
}

/** Refuses a folder with files that no run wrote, since a run replaces what it finds. */
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

/** Marks the folder as the harness's own. @param files what is in it when a run has ended */
function mark(folder: string, files: readonly string[] | undefined): void {
  const about = 'A run of session-conformance replaces the files that are listed here.';
  writeWhole(path.join(folder, markerName), `${JSON.stringify({ about, files }, undefined, 1)}\n`);
}

/** What the last run left; undefined where no run has marked the folder. */
function readMarker(folder: string): { readonly files?: readonly string[] } | undefined {
  try {
    return JSON.parse(read(path.join(folder, markerName))) as { files?: string[] };
  } catch {
    return undefined;
  }
}

/** Makes a folder and those above it. Node's own way to do so never ends where a file system has no folders to make. */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
