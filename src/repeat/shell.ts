/** A finding as a shell script with curl, where that is enough to see it. */
import { usualDomain } from '../engine/request/generated-values.ts';
import type { Form } from '../engine/request/generated-values.ts';
import { printable } from '../report/text.ts';
import { quoted, scriptName } from './quote.ts';
import { beyondCurl, patternsOf } from './shell-limits.ts';
import { stepLines } from './shell-steps.ts';
import { placeholdersIn } from './shell-words.ts';
import { comment } from './story.ts';
import type { Story } from './story.ts';

/** The script; what a shell cannot do is left to the one for Node. */
export function shellScript(story: Story): string {
  const head = ['#!/bin/sh', '# Repeats a finding of a conformance run:', ...comment(story).map((line) => `# ${line}`)];
  const why = beyondCurl(story);
  if (why !== undefined)
    return [
      ...head,
      `# ${why}: this is left to Node.`,
      `script=$(dirname "$0")/${quoted(`${scriptName(story.finding)}.mjs`)}`,
      '[ -f "$script" ] || { echo "It cannot be repeated here: $script is missing."; exit 2; }',
      'command -v node > /dev/null || { echo "It cannot be repeated here: Node is missing."; exit 2; }',
      'exec node "$script"',
      '',
    ].join('\n');
  return [
    ...head,
    `# Needs curl${story.needs.length === 0 ? '' : `, and in the environment ${story.needs.join(', ')}`}.`,
    '# Ends with 1 when the defect shows, 0 when it does not, 2 when nothing can be said.',
    'set -u',
    'export LC_ALL=C',
    library,
    ...settingLines(story),
    ...accountLines(story),
    '',
    'story() {',
    ...story.steps.flatMap((step) => stepLines(step, story)).map((line) => `  ${line}`),
    '}',
    '',
    ...story.steps.map((_, index) => `outcome_${index}=`),
    'stopped=',
    'lacking=',
    'story',
    ...verdict(story),
    '',
  ].join('\n');
}

function settingLines({ needs, url }: Story): string[] {
  return [
    'missing=',
    ...needs.map((name) => `[ -n "\${${name}:-}" ] || missing="$missing ${name}"`),
    '[ -z "$missing" ] || fail "set$missing"',
    `url=\${TARGET_URL:-${quoted(url)}}`,
    'url=${url%/}',
  ];
}

/** Accounts and clients: configured ones from the environment, the others made up. */
function accountLines({ steps, fresh: made }: Story): string[] {
  const used = placeholdersIn(JSON.stringify(steps));
  const registered = steps.some((step) => step.unlessSecond === true);
  const names = new Set([
    ...steps.map(({ as }) => as),
    ...used.filter(({ what }) => what === 'identity' || what === 'password').map(({ of }) => of),
  ]);
  return [
    ...[...names].flatMap((name) => {
      if (name === 'account') return configured(name, 'TARGET');
      if (name === 'second' && !registered) return configured(name, 'TARGET_SECOND');
      const fresh = [`identity_${name}=${madeUp(made.identity)}`, `password_${name}=${madeUp(made.password)}`];
      return name === 'second'
        ? [
            'if [ -n "${TARGET_SECOND_USERNAME:-}" ]; then',
            ...configured(name, 'TARGET_SECOND'),
            'else',
            ...fresh,
            'fi',
          ]
        : fresh;
    }),
    ...(used.some(({ of }) => of === 'client')
      ? ['id_client=$TARGET_CLIENT_ID', 'secret_client=$TARGET_CLIENT_SECRET']
      : []),
    ...(used.some(({ what }) => what === 'nickname') ? [`nickname=${madeUp(made.nickname)}`] : []),
  ];
}

/** A text of a form as a word. */
function madeUp({ before, letters, length, after }: Form): string {
  const end = after === `@${usualDomain}` ? `@"\${TARGET_ACCOUNT_DOMAIN:-${usualDomain}}"` : quoted(after);
  return `${quoted(before)}"$(random ${letters} ${length})"${end}`;
}

function configured(name: string, prefix: string): string[] {
  return [`identity_${name}=$${prefix}_USERNAME`, `password_${name}=$${prefix}_PASSWORD`];
}

/** Requests reach curl through its standard input, so that no list of processes shows a secret. */
const library = `
answers=$(mktemp -d) && trap 'rm -rf "$answers"' EXIT
say() { printf '%s\\n' "$1"; }
fail() { say "It cannot be repeated here: $1."; exit 2; }
random() { tr -dc "$1" < /dev/urandom | head -c "$2"; }
encode() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }
# A text between double quotes, for JSON and for curl.
escape() {
  escaped=$(printf '%s.' "$1" | sed -e 's/[\\\\"]/\\\\&/g' -e '$!s/$/\\\\n/' | tr -d '\\n')
  printf '%s' "\${escaped%.}"
}
line() { printf '%s = "%s"\\n' "$1" "$(escape "$2")"; }
# Sends the request that is described on standard input, and keeps the answer.
ask() {
  curl -q -sS -g -K - -o "$answers/$1" -w '%{http_code}' --max-time "\${TARGET_TIMEOUT_SECONDS:-10}" > "$answers/status" ||
    echo 000 > "$answers/status"
  say "$2 → $(cat "$answers/status")"
}
accepted() { case $1 in 2??) ;; *) return 1 ;; esac; }
rejected() { case $1 in [34]??|refused) ;; *) return 1 ;; esac; }
# The first member of that name in the answer to a step.
member() {
  tr -d '\\n' < "$answers/$1" 2>/dev/null | tr '{,' '\\n\\n' |
    sed -n 's/^[[:space:]]*"'"$2"'"[[:space:]]*:[[:space:]]*"\\{0,1\\}\\([^]"}]*\\).*/\\1/p' | head -n 1 | sed 's,\\\\/,/,g'
}
`;

function verdict({ checks, steps, summary, statement, actual }: Story): string[] {
  return [
    ...checks.flatMap((check) => {
      const outcome = `$outcome_${steps.findIndex(({ id }) => id === check.steps[0])}`;
      const fine = (patternsOf(check, actual) ?? []).map((each) =>
        each === 'default' ? '[34]??' : each.replace(/XX/i, '??'),
      );
      return [
        `case ${outcome} in`,
        `  ''|${fine.join('|')}) ;;`,
        // A refusal proves nothing without the acceptance beside it; getting in does.
        `  *) [ -n "$stopped" ] && ! accepted ${outcome} || { say ${quoted(`The defect shows: ${printable(summary)}`)}; exit 1; } ;;`,
        'esac',
      ];
    }),
    '[ -z "$stopped$lacking" ] || fail "$stopped$lacking"',
    `say ${quoted(`The defect does not show: ${printable(statement)}.`)}`,
  ];
}
