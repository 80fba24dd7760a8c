/** `session-conformance init`: from a document to its session annotations, which a person confirms. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { overlayBeside } from '../../contract/load.ts';
import { sha256Of } from '../../contract/pinned.ts';
import { UserError } from '../../core/user-error.ts';
import { survey } from '../../init/candidates.ts';
import type { Survey } from '../../init/candidates.ts';
import { fetchDocument } from '../../init/fetch-document.ts';
import { guessFlows } from '../../init/guess.ts';
import type { Guess } from '../../init/guess.ts';
import { questionOf, withoutTokenInfo } from '../../init/questions.ts';
import { annotate } from '../../init/write-overlay.ts';
import type { Annotation } from '../../init/write-overlay.ts';
import { loadSuite } from '../../plan/suite.ts';

/** Writes the overlay of a document, and the settings that a run needs. @throws UserError for a document that it cannot read */
export async function init(document: string): Promise<void> {
  const fetched = /^https?:/i.test(document) ? await fetchDocument(document) : undefined;
  if (fetched !== undefined) console.log(`${shown(fetched.file)} is what ${fetched.url} has.`);
  const file = fetched?.file ?? path.resolve(document);
  if (!existsSync(file)) throw new UserError(`There is no file ${document}`);
  if (!/\.(ya?ml|json)$/.test(file))
    throw new UserError(`${document}: give the path of an OpenAPI document that ends in .yaml, .yml or .json`);
  const overlay = overlayBeside(file);
  if (existsSync(overlay))
    throw new UserError(`${shown(overlay)} exists already; correct it by hand, or move it away to make it anew`);
  const found = await survey(file);
  const guesses = guessFlows(found);
  for (const guess of guesses) for (const line of linesOf(guess)) console.log(line);
  const from = fetched === undefined ? undefined : { url: fetched.url, sha256: sha256Of(file) };
  const { kept, annotation } = await answered(guesses, (those, confirmed) =>
    annotate(found, those, confirmed, file, from),
  );
  for (const limit of annotation.limits) console.log(`! ${limit}`);
  if (annotation.limits.length > 0 || !kept.some(({ flow }) => flow === 'login')) {
    process.exitCode = 1;
    return;
  }
  if (!kept.some(({ flow }) => flow === 'token-info')) console.log(withoutTokenInfo(found, shown(overlay)));
  writeFileSync(overlay, annotation.overlay);
  console.log(`Wrote ${shown(overlay)}.`);
  writeSettings(file, found, annotation);
  await next(file, overlay, annotation);
}

function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function linesOf({ flow, chosen, reasons, runnerUp, request, response }: Guess): string[] {
  const name = ({ method, path: place }: Guess['chosen']): string => `${method.toUpperCase()} ${place}`;
  const places = (verb: string, roles: Guess['request']): string[] =>
    Object.keys(roles).length === 0
      ? []
      : [
          `${verb} ${Object.entries(roles)
            .map(([role, place]) => `${role} at ${place}`)
            .join(', ')}`,
        ];
  const roles = [...places('takes', request), ...places('returns', response)];
  return [
    `${flow.padEnd(11)} ${name(chosen)}  (line ${chosen.line})`,
    `            because ${reasons.join(', ')}`,
    ...(roles.length === 0 ? [] : [`            ${roles.join('; ')}`]),
    ...(runnerUp === undefined ? [] : [`            otherwise ${name(runnerUp)}`]),
  ];
}

/** The guesses that are kept, and their annotation. */
interface Answered {
  readonly kept: readonly Guess[];
  readonly annotation: Annotation;
}

/** Asks about each guess that is not sure, then each open question; without a terminal they go into the overlay. */
async function answered(
  guesses: readonly Guess[],
  annotated: (kept: readonly Guess[], confirmed: ReadonlySet<string>) => Annotation,
): Promise<Answered> {
  if (!process.stdin.isTTY) return { kept: guesses, annotation: annotated(guesses, new Set()) };
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '[y/n] ' });
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<boolean> => {
    console.log(question);
    terminal.prompt();
    const line = (await lines.next()) as IteratorResult<string, undefined>;
    if (line.value === undefined) throw new UserError('The questions are not all answered; nothing was written');
    return /^y/i.test(line.value);
  };
  const [kept, confirmed] = [new Set(guesses), new Set<string>()];
  for (const guess of guesses.filter(({ isSure }) => !isSure))
    if (await ask(questionOf(guess))) confirmed.add(guess.flow);
    else kept.delete(guess);
  for (const question of annotated([...kept], confirmed).questions)
    if (await ask(`${question}\nIs the overlay right without a correction?`)) confirmed.add(question);
  terminal.close();
  return { kept: [...kept], annotation: annotated([...kept], confirmed) };
}

/** Writes `.env`, unless there is one: what it holds is the user's. */
function writeSettings(file: string, { source }: Survey, { settings }: Annotation): void {
  const { servers } = source.value as { servers?: readonly { url?: unknown }[] };
  const url = servers?.[0]?.url;
  const known = typeof url === 'string' && /^https?:/.test(url) ? `  # the document names ${url}` : '';
  const lines = [
    `TARGET_API=${shown(file)}`,
    `TARGET_URL=${known}`,
    'TARGET_USERNAME=  # an account that exists there',
    'TARGET_PASSWORD=',
    ...settings.map((name) => `${name}=  # a key that the requests carry`),
    '# TARGET_ALLOW_REGISTER=1  # tests registration, with accounts of names like conformance.RUN.1f2e3d@example.com',
  ];
  if (existsSync('.env'))
    console.log(`.env exists; a run needs these settings:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  else {
    writeFileSync('.env', `${lines.join('\n')}\n`, { mode: 0o600 });
    console.log('Wrote .env; fill in its values.');
  }
}

async function next(file: string, overlay: string, { questions }: Annotation): Promise<void> {
  if (questions.length > 0) {
    console.log(
      `Nothing runs until ${questions.length === 1 ? 'this question is' : 'these questions are'} answered in ${shown(overlay)}:`,
    );
    for (const question of questions) console.log(`  - ${question}`);
    return;
  }
  const { cases } = await loadSuite(file);
  console.log(
    `${cases.length} cases can be derived. Fill in .env, then see what they would send: npx session-conformance plan`,
  );
}
