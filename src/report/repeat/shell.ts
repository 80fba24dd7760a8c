/** A finding as a shell script with curl, where that is enough to see it. */
import { statusMatches } from './status.ts';
import type { Story, StoryCheck, StoryStep } from './story.ts';
import { comment } from './write-repeats.ts';

/** How a shell makes the changes that it can. */
const changes: Readonly<Record<string, (variable: string) => string>> = {
  cut: (name) => `\${${name}%?}`,
  extended: (name) => `\${${name}}x`,
  'with a after': (name) => `\${${name}}a`,
  'with a space before': (name) => ` \${${name}}`,
  'with a space after': (name) => `\${${name}} `,
};

/** The script; what needs a signature, or a look into an answer, is left to the one for Node. */
export function shellScript(story: Story): string {
  const head = ['#!/bin/sh', '# Repeats a finding of a conformance run:', ...comment(story).map((line) => `# ${line}`)];
  const why = beyondCurl(story);
  if (why !== undefined)
    return [
      ...head,
      `# ${why}, which curl cannot do: this is left to Node.`,
      `exec node "$(dirname "$0")/${story.finding}.mjs"`,
      '',
    ].join('\n');
  const accounts = new Set(story.steps.map(({ as }) => as));
  return [
    ...head,
    '# Secrets come from the environment. Ends with 1 when the defect shows, 0 when it does not, 2 when nothing can be said.',
    'set -u',
    `url=\${TARGET_URL:-${quoted(story.url)}}`,
    'answers=$(mktemp -d) && trap \'rm -rf "$answers"\' EXIT',
    'fail() { echo "It cannot be repeated here: $1."; exit 2; }',
    '[ -n "$url" ] || fail "set TARGET_URL to the base URL of the target"',
    ...[...accounts].flatMap(accountLines),
    ...clientLines(story),
    library,
    ...story.steps.flatMap((step) => stepLines(step, story)),
    ...verdict(story),
    '',
  ].join('\n');
}

/** Why a story needs more than curl; undefined when it does not. */
function beyondCurl({ steps, checks, operations, actual }: Story): string | undefined {
  const text = JSON.stringify(steps);
  if (steps.some((step) => step['signed'] === true)) return 'Each request has to be signed when it is sent';
  if (text.includes('[[base64') || text.includes('\\u0000')) return 'A header has to be encoded';
  if (
    steps.some(
      (step) =>
        step['afterExpiryOf'] !== undefined || step['unlessSecond'] === true || step['onlyIfRefused'] !== undefined,
    )
  )
    return 'A step depends on an earlier one';
  if (steps.some(({ query, form, text: body }) => query.length > 0 && (form !== null || body !== null)))
    return 'A request has both a query and a body';
  for (const [, how] of text.matchAll(/\{\{[\w-]+ of [^{},]+, ([^{}]+)\}\}/g))
    if (changes[how ?? ''] === undefined) return `Something has to be sent "${how ?? ''}"`;
  const marked = Object.values(operations).some(({ answers }) =>
    answers.some(({ when, status }) => when !== 'success' && /^2/.test(status)),
  );
  if (marked) return 'A success has to be told from a failure by the body';
  const status = /\b[1-5]\d\d\b/.exec(actual)?.[0];
  return checks.every((check) => showsInStatus(check, Number(status)))
    ? undefined
    : 'The body of an answer has to be read';
}

function showsInStatus(check: StoryCheck, status: number): boolean {
  const patterns = patternsOf(check);
  return patterns !== undefined && status >= 100 && !patterns.some((pattern) => statusMatches(status, pattern));
}

/** The statuses with which an expectation is met; undefined when it is about more than the status. */
function patternsOf(check: StoryCheck): string[] | undefined {
  if (check.kind === 'accepted') return ['2XX'];
  if (check.kind === 'rejected') return ['3XX', '4XX'];
  if (check.kind === 'no-server-error') return ['1XX', '2XX', '3XX', '4XX'];
  if (check.kind === 'status-in') return (check['statuses'] as number[]).map(String);
  if (check.kind === 'answers') return (check['answers'] as { status: string }[]).map(({ status }) => status);
  return undefined;
}

function accountLines(name: string): string[] {
  const prefix = { account: 'TARGET', second: 'TARGET_SECOND' }[name];
  if (prefix === undefined)
    return [
      `identity_${name}=conformance.$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')@example.com`,
      `password_${name}=Kx$(od -An -N6 -tx1 /dev/urandom | tr -d ' \\n')Q7`,
    ];
  return (['USERNAME', 'PASSWORD'] as const).map(
    (what) =>
      `${what === 'USERNAME' ? 'identity' : 'password'}_${name}=\${${prefix}_${what}:-}; [ -n "\${${prefix}_${what}:-}" ] || fail "set ${prefix}_${what}"`,
  );
}

function clientLines({ steps }: Story): string[] {
  if (!JSON.stringify(steps).includes(' of client')) return [];
  return ['ID', 'SECRET'].map(
    (what) =>
      `${what.toLowerCase()}_client=\${TARGET_CLIENT_${what}:-}; [ -n "\${TARGET_CLIENT_${what}:-}" ] || fail "set TARGET_CLIENT_${what}"`,
  );
}

/** Secrets reach curl through its standard input, so that no list of processes shows them. */
const library = `
escape() { printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g'; }
line() { printf '%s = "%s"\\n' "$1" "$(escape "$2")"; }
ask() {
  status=$(curl -sS -K - -o "$answers/$1" -w '%{http_code}' --max-time "\${TARGET_TIMEOUT_SECONDS:-10}") || status=000
  echo "$2 → $status"
  echo "$status" > "$answers/status"
}
member() { tr -d '\\n' < "$answers/$1" 2>/dev/null | sed -n "s/.*\\"$2\\" *: *\\"\\{0,1\\}\\([^\\",}]*\\).*/\\1/p"; }
`;

function stepLines(step: StoryStep, { operations, steps }: Story): string[] {
  const index = steps.indexOf(step);
  const query = step.query.map(([name, value]) => `line data-urlencode ${text(`${name}=${value}`)}`);
  const body =
    step.form !== null
      ? step.form.map(([name, value]) => `line data-urlencode ${text(`${name}=${value}`)}`)
      : step.text === null
        ? []
        : [`line data-raw ${text(step.text, true)}`];
  const token = operations[step.operation]?.roles['token']?.split('/').at(-1);
  const reached = step['must'] === 'accepted' ? '2??' : step['must'] === 'rejected' ? '[34]??' : undefined;
  return [
    `# ${step.id}`,
    '{',
    ...[
      `line url "$url"${text(step.template)}`,
      ...(query.length === 0 ? [] : ['echo get', ...query]),
      `line request ${quoted(step.method)}`,
      ...Object.entries(step.headers).map(
        ([name, value]) => `line header ${text(value === '' ? `${name};` : `${name}: ${value}`)}`,
      ),
      ...(step.headers['Content-Type'] === undefined && body.length > 0 ? [`line header 'Content-Type:'`] : []),
      ...body,
    ].map((each) => `  ${each}`),
    `} | ask step${index} ${quoted(`${step.id}, ${step.method} ${step.path}`)}`,
    `status_${index}=$(cat "$answers/status")`,
    ...(token === undefined ? [] : [`token_${name(step.id)}=$(member step${index} ${quoted(token)})`]),
    ...(reached === undefined
      ? []
      : [
          `case $status_${index} in ${reached}) ;; *) stopped=${quoted(`"${step.id}" was not ${String(step['must'])}`)} ;; esac`,
        ]),
  ];
}

function verdict({ checks, steps, summary, statement }: Story): string[] {
  return [
    ...checks.flatMap((check) => {
      const index = steps.findIndex(({ id }) => id === check.steps[0]);
      const fine = (patternsOf(check) ?? []).map((each) =>
        each === 'default' ? '[34]??' : each.replace('XX', '??').replace('xx', '??'),
      );
      return [
        `case $status_${index} in`,
        `  ${fine.join('|')}) ;;`,
        `  2??) echo ${quoted(`The defect shows: ${summary}`)}; exit 1 ;;`,
        `  *) [ -n "\${stopped:-}" ] || { echo ${quoted(`The defect shows: ${summary}`)}; exit 1; } ;;`,
        'esac',
      ];
    }),
    '[ -z "${stopped:-}" ] || fail "$stopped"',
    `echo ${quoted(`The defect does not show: ${statement}.`)}`,
  ];
}

/** A text with placeholders as a word of the shell. */
function text(template: string, json = false): string {
  return template
    .split(/(\{\{[^{}]+\}\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const [, what, of, how] = /^\{\{([\w-]+) of ([^{},]+)(?:, ([^{}]+))?\}\}$/.exec(part) ?? [];
      if (what === undefined || of === undefined) return quoted(part);
      const variable = what === 'nickname' ? 'identity_fresh1' : `${what}_${name(of)}`;
      const value = how === undefined ? `\${${variable}}` : (changes[how]?.(variable) ?? '');
      return json ? `"$(escape "${value}")"` : `"${value}"`;
    })
    .join('');
}

function name(of: string): string {
  return of.replace(/\W/g, '_');
}

function quoted(plain: string): string {
  return `'${plain.replaceAll("'", "'\\''")}'`;
}
