/** The matrix of real servers as Markdown. */
import type { Result, ResultFinding } from './result.ts';

/** docs/matrix.md. */
export function matrixText(results: ReadonlyMap<string, Result>): string {
  return `# Real servers

Servers that other people wrote and document, each tested with all requirements by \`npm run real-servers\`. Every finding is defended below, by the line
of the documentation or the source that proves it. The same as a page: [matrix.html](matrix.html).

${table(
  [
    'server',
    'version',
    'language',
    'flows',
    'requirements',
    'passed',
    'deviate',
    'advice',
    'blocked',
    'not testable',
    'seconds',
  ],
  [...results].map(([name, { product, version, language, flows, requirements: each, seconds }]) => [
    `[${escaped(product)}](#${name})`,
    version,
    language,
    flows.join(', '),
    ...[each.all, each.passed, each.deviating, each.advice, each.blocked, each.notTestable, seconds].map(String),
  ]),
)}

_Deviate_: requirements of level documented, implied or standard that the server violates. _Advice_: good practice that it does not follow.

${[...results].map(([name, result]) => section(name, result)).join('\n')}`;
}

/** The README's table. */
export function shortMatrix(results: ReadonlyMap<string, Result>): string {
  return `${table(
    ['server', 'language', 'requirements', 'passed', 'deviate', 'advice'],
    [...results.values()].map(({ product, version, language, requirements: each }) => [
      escaped(`${product} ${version}`),
      language,
      ...[each.all, each.passed, each.deviating, each.advice].map(String),
    ]),
  )}\n`;
}

function section(name: string, { product, version, documentation, findings, open }: Result): string {
  const reasons = Object.entries(open).map(([reason, count]) => `- ${count}: ${escaped(reason)}`);
  return [
    `<a id="${name}"></a>`,
    '',
    `## ${escaped(product)} ${escaped(version)}`,
    '',
    `Contract from ${escaped(documentation)}.`,
    '',
    ...(findings.length === 0 ? ['No findings.', ''] : [...findings.map(finding), '']),
    ...(reasons.length === 0 ? [] : ['Without a verdict:', '', ...reasons, '']),
  ].join('\n');
}

function finding({ level, summary, requirements, defense }: ResultFinding): string {
  const more = requirements.length === 1 ? '' : ` (${requirements.length} requirements)`;
  return `- **${escaped(summary.replace(/ \(\+\d+ requirements?\)$/, ''))}**${more}, ${level}. ${escaped(defense)}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text of a server is no markup. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\*_<>[\]#]/g, '\\$&');
}
