/** The npm package, packed and laid out in an empty repository as a package manager does it, without a network. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, startNode } from '../start-process.ts';
import type { Ended, Started } from '../start-process.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

/** A repository of a team, with the package and nothing else but what the package declares. */
export interface Repository {
  readonly folder: string;
  readonly manifest: Manifest;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Starts a program that a package of the repository has. */
  start(program: 'session-conformance' | 'playwright', args: readonly string[], settings?: Settings): Started;
  run(program: 'session-conformance' | 'playwright', args: readonly string[], settings?: Settings): Promise<Ended>;
}

type Settings = Readonly<Record<string, string>>;

const programs = {
  'session-conformance': 'node_modules/session-conformance/bin/session-conformance.js',
  playwright: 'node_modules/@playwright/test/cli.js',
};

/** Packs the package once and lays it out. */
export function installPackage(): Repository {
  const folder = mkdtempSync(path.join(tmpdir(), 'team-'));
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '@playwright'), { recursive: true });
  // npm is a script of the shell on some systems.
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  const [{ filename } = { filename: '' }] = JSON.parse(packed) as { readonly filename: string }[];
  execFileSync('tar', ['-xzf', filename], { cwd: folder });
  const installed = path.join(modules, 'session-conformance');
  renameSync(path.join(folder, 'package'), installed);
  const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'junction');
  }
  const start: Repository['start'] = (program, args, settings = {}) =>
    startNode([path.join(folder, programs[program]), ...args], settings, folder);
  return {
    folder,
    manifest,
    write: (file, text) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    },
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    start,
    run: (...given) => start(...given).ended,
  };
}
