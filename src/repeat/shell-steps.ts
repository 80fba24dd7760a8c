/** The requests of a story in a shell script: how each is sent, and what has to come of it. */
import { printable } from '../report/text.ts';
import { quoted } from './quote.ts';
import { markOf, marksFailures, tokenNames } from './shell-limits.ts';
import { placeholdersIn, urlEncoded, Words } from './shell-words.ts';
import type { Story, StoryStep } from './story.ts';

/** The lines of a step. */
export function stepLines(step: StoryStep, { operations, steps }: Story): string[] {
  const numberOf = (id: string): number => steps.findIndex((each) => each.id === id);
  const index = numberOf(step.id);
  const words = new Words(numberOf);
  const operation = operations[step.operation];
  const mark = operation !== undefined && marksFailures(operation) ? markOf(operation) : undefined;
  const outcome = `outcome_${index}`;
  const lines = [
    ...new Set(words.preparations(JSON.stringify([step.template, step.query, step.form, step.text, step.headers]))),
    '{',
    ...requestLines(step, words).map((each) => `  ${each}`),
    `} | ask ${index} ${quoted(printable(`${step.id}, ${step.method} ${step.path}`))}`,
    `${outcome}=$(cat "$answers/status")`,
    `[ "$${outcome}" != 000 ] || fail 'the target gives no answer'`,
    ...(mark === undefined
      ? []
      : [
          `if accepted "$${outcome}" && [ "$(member ${index} ${mark.name})" != ${quoted(mark.value)} ]; then ${outcome}=refused; fi`,
        ]),
    ...(step.require === undefined
      ? []
      : [`${step.require} "$${outcome}" || { stopped=${quoted(`"${step.id}" was not ${step.require}`)}; return; }`]),
    ...tokenLines(step, index, operation === undefined ? undefined : tokenNames(operation)[0], steps),
  ];
  const condition =
    step.unlessSecond === true
      ? '[ -z "${TARGET_SECOND_USERNAME:-}" ]'
      : step.onlyIfRefused === undefined
        ? undefined
        : `! accepted "$outcome_${numberOf(step.onlyIfRefused)}"`;
  return condition === undefined ? lines : [`if ${condition}; then`, ...lines.map((line) => `  ${line}`), 'fi'];
}

function requestLines(step: StoryStep, words: Words): string[] {
  const query = step.query.map(([name, value]) => `${quoted(`${urlEncoded(name)}=`)}${words.word(value, 'url')}`);
  const body =
    step.form?.map(([name, value]) => `line data-urlencode ${words.word(`${urlEncoded(name)}=${value}`)}`) ??
    (step.text === null ? [] : [`line data-raw ${words.word(step.text, 'json')}`]);
  const typed = step.headers['Content-Type'] !== undefined;
  return [
    `line url "$url"${words.word(step.template)}${query.length === 0 ? '' : `'?'${query.join("'&'")}`}`,
    `line request ${quoted(step.method)}`,
    ...Object.entries(step.headers).map(
      ([name, value]) => `line header ${words.word(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
    ...(typed || body.length === 0 ? [] : ["line header 'Content-Type:'"]),
    ...body,
  ];
}

/** Keeps the token of an answer, if a later request carries it. */
function tokenLines({ id }: StoryStep, index: number, name: string | undefined, steps: Story['steps']): string[] {
  const carried = placeholdersIn(JSON.stringify(steps)).some(({ what, of }) => what === 'token' && of === id);
  if (name === undefined || !carried) return [];
  return [
    `token_${index}=$(member ${index} ${name})`,
    `[ -n "$token_${index}" ] || { lacking=${quoted(`"${id}" was answered without a token`)}; return; }`,
  ];
}
