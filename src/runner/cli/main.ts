/** The program `session-conformance`: its commands, their options, and how a command ends. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { bundledApis } from '../../contract/bundled.ts';
import { isDay } from '../../core/day.ts';
import { isPackage, packageVersion } from '../../core/installation.ts';
import { surviveClosedOutput } from '../../core/output.ts';
import { exitAt } from '../../core/user-error.ts';

// Each command is loaded when it is called, so that help and usage errors come at once.
function program(): Command {
  const main = new Command('session-conformance')
    .description('Tests whether a server does what its API document says.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace('\n', ' ')}\n`) });

  addTests(main);
  addResults(main);
  // The proof needs the sources of the harness.
  if (!isPackage) addFaults(main);
  addServers(main);
  return main;
}

/** From a document to a run. */
function addTests(main: Command): void {
  main
    .command('init')
    .description('guess which operations of an API document are login, registration, token info and logout')
    .argument(
      '<document>',
      'an OpenAPI document: 2.0, 3.0 or 3.1, YAML or JSON; a file, or a URL, which is saved as a file',
    )
    .action(async (document: string) => (await import('./init.ts')).init(document));

  main
    .command('run')
    .description("test the target without Playwright's test runner: the same settings, verdicts, reports and exit code")
    .option('-g, --grep <pattern>', 'only cases with a tag (@smoke, an id) or a statement that matches', pattern)
    .addOption(new Option('--progress <form>', 'print a line of JSON for each case, for programs').choices(['ndjson']))
    .option(
      '--prove [number]',
      'then sabotage so many responses of the target, and say how many of them are noticed',
      provable,
    )
    .option(
      '--seed <number>',
      'with --prove: the seed that chooses them (default: random)',
      wholeNumber(0, 999_999_999),
    )
    .option('--history <folder>', 'keep the report of this run there, and say since when each finding occurs')
    .option('--sign', 'refuse to run without SIGNING_KEY, which signs the result')
    .action(async (options: object) => (await import('./run.ts')).run(options));

  main
    .command('plan')
    .description('print what a run would do to the configured target; sends nothing')
    .option('--json', 'print all requirements and cases as JSON')
    .addOption(apiOption('with --json: this API instead of that of the target'))
    .action(async (options: object) => (await import('./plan.ts')).plan(options));
}

/** The commands that make something of the reports of a run. */
function addResults(main: Command): void {
  main
    .command('report')
    .description('make the HTML page again from reports')
    .addArgument(new Argument('<file...>', 'a conformance.json; several become one page'))
    .option('--against <file>', 'an earlier conformance.json, or that of another target, to compare with')
    .option('--out <file>', 'the page to write (default: conformance.html beside the first file)')
    .action(async (files: string[], options: object) => (await import('./report.ts')).report(files, options));

  main
    .command('verify')
    .description('say whether a signed result is what was signed')
    .argument('<file>', 'the conformance.intoto.jsonl of a run')
    .requiredOption('--key <file>', 'the public key of those who may sign: a PEM file, or its content in base64')
    .action(async (file: string, options: { key: string }) => (await import('./verify.ts')).verify(file, options));

  main
    .command('merge')
    .description('merge the blobs of all shards into one result')
    .argument('<folder>', 'the folder that holds the blobs')
    .action(async (folder: string) => (await import('./merge.ts')).merge(folder));

  main
    .command('badge')
    .description('draw the result of a run as a badge (SVG) for a README')
    .argument('<file>', 'the conformance.json of a run')
    .option('--label <text>', 'what stands before the result', 'session conformance')
    .option('--out <file>', 'the file to write (default: badge.svg beside it)')
    .action(async (file: string, options: { label: string }) => (await import('./badge.ts')).badge(file, options));

  main
    .command('known')
    .description('add an entry to known-deviations.yaml for each requirement that fails')
    .argument('<file>', 'the conformance.json of a run')
    .option('--owner <name>', 'who takes care of the deviations', 'nobody yet')
    .option('--expires <day>', 'the last day on which they are accepted, as 2030-12-31 (default: in 30 days)', day)
    .option('--to <file>', 'the file to add to (default: KNOWN_DEVIATIONS, or known-deviations.yaml)')
    .action(async (file: string, options: { owner: string }) => (await import('./known.ts')).known(file, options));
}

function addFaults(main: Command): void {
  main
    .command('faults')
    .description('break the reference targets on purpose and check that the harness finds each fault')
    .addOption(apiOption())
    .option('--fault <id>', 'only this fault, with every verdict; may be given again', collect)
    .option('--update', 'accept what the faults break now: write reference/matrices')
    .option('--scripts', 'try the script of every finding on the faulty target and on the healthy one instead')
    .option('--pairs <number>', 'how many pairs of faults to try for each API', wholeNumber(0, 999_999_999), 200)
    .option('--seed <number>', 'the seed that chooses the pairs (default: random)', wholeNumber(0, 999_999_999))
    .option('--out <folder>', 'the folder to write to', 'reports')
    .addOption(new Option('--matrices <folder>', 'the folder of the golden matrices').hideHelp())
    .action(async (options: { pairs: number; out: string }) => (await import('./faults.ts')).faults(options));
}

/** Servers to try the harness on. */
function addServers(main: Command): void {
  main
    .command('reference')
    .description('serve the reference targets and print the settings that test them')
    .addOption(apiOption())
    .option('--variant <id>', 'serve a legal variant')
    .option('--list', 'list the variants')
    .addOption(portOption())
    .action(async (options: { port: number }) => (await import('./reference.ts')).reference(options));

  main
    .command('saboteur')
    .description('serve a proxy that breaks one kind of response of your server')
    .addOption(apiOption('the API of the server').makeOptionMandatory())
    .option('--target <url>', 'the server to pass requests to')
    .option('--fault <id>', 'the fault to inject')
    .option('--list', 'list the faults')
    .addOption(portOption())
    .action(async (options: { api: string; port: number }) => (await import('./saboteur.ts')).saboteur(options));
}

function apiOption(description = 'only this API'): Option {
  return new Option('--api <id>', description).choices(bundledApis);
}

function portOption(): Option {
  return new Option('--port <number>', 'the port to listen on; 0 takes any free one')
    .argParser(wholeNumber(0, 65_535))
    .default(0);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** Sabotages that `--prove` tries; 40 if it has no number. */
const provable = wholeNumber(1, 10_000);

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new InvalidArgumentError('Give a regular expression.');
  }
}

function day(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('Give a day as 2030-12-31.');
}

/** Runs the command that the arguments name, and sets the exit code: 2 for a mistake of the user, which is one message. */
export async function main(args: readonly string[]): Promise<void> {
  surviveClosedOutput();
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message; help and version end with 0.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    exitAt(error);
  }
}
