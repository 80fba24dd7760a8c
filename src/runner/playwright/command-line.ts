/** The parts of Playwright's command line that reports depend on. */
import type { Shard } from '../../report/tested.ts';

export interface CommandLine {
  /** `--list`: no test is run, and reports are kept. */
  readonly listing: boolean;
  /** `merge-reports`: the cases ran earlier, elsewhere. */
  readonly merging: boolean;
  readonly shard: Shard | undefined;
  /** `--reporter`: the reporters of the configuration are not used. */
  readonly ownReporters: boolean;
  /** `--project`: patterns of the projects that are run; empty for all. */
  readonly projects: readonly string[];
}

/** Reads a command line of `playwright`. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const given = (name: string): boolean => args.some((each) => each === name || each.startsWith(`${name}=`));
  const at = args.findIndex((each) => each === '--shard' || each.startsWith('--shard='));
  const text = args[at]?.includes('=') === true ? args[at].split('=')[1] : args[at + 1];
  const [, current, total] = /^(\d+)\/(\d+)$/.exec(at === -1 ? '' : (text ?? '')) ?? [];
  return {
    listing: given('--list'),
    merging: args.includes('merge-reports'),
    shard: current === undefined ? undefined : { current: Number(current), total: Number(total) },
    ownReporters: given('--reporter'),
    projects: args.flatMap((each, index) => {
      if (each.startsWith('--project=')) return [each.slice('--project='.length)];
      return each === '--project' ? upToOption(args.slice(index + 1)) : [];
    }),
  };
}

/** Whether a command line selects a project. `*` stands for any characters, and capitals do not matter. */
export function selects({ projects }: CommandLine, project: string): boolean {
  if (projects.length === 0) return true;
  const asPattern = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return projects.some((each) => new RegExp(`^${asPattern(each)}$`, 'i').test(project));
}

/** The values of an option that takes several. */
function upToOption(args: readonly string[]): readonly string[] {
  const end = args.findIndex((each) => each.startsWith('-'));
  return end === -1 ? args : args.slice(0, end);
}
