/** Writes the scripts with which people see a finding again. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSuite } from '../plan/suite.ts';
import type { Suite } from '../plan/suite.ts';
import type { ConformanceReport, FindingReport } from '../generated/conformance.ts';
import { printable } from '../report/text.ts';
import { quoted, scriptName } from './quote.ts';
import { shellScript } from './shell.ts';
import { comment, storyOf } from './story.ts';
import type { Story } from './story.ts';
import { NoScript } from './templates.ts';
import type { Dialect } from './templates.ts';

/** Writes REPORTS_DIR/repeat/<finding>.sh and .mjs for each finding of a report. */
export async function writeRepeats(
  report: ConformanceReport,
  reportsDir: string,
  apis: readonly string[],
  dialect: Dialect,
): Promise<void> {
  const suites = await Promise.all(apis.map((api) => loadSuite(api, true)));
  const folder = path.join(reportsDir, 'repeat');
  for (const api of report.apis) {
    const suite = suites.find(({ contract }) => contract.id === api.id);
    if (suite === undefined || api.findings.length === 0) continue;
    mkdirSync(folder, { recursive: true });
    for (const finding of api.findings) {
      const file = path.join(folder, scriptName(finding.id));
      const { node, shell } = scriptsOf(finding, suite, api.target === 'embedded' ? '' : api.target, dialect);
      writeFileSync(`${file}.mjs`, node);
      writeFileSync(`${file}.sh`, shell, { mode: 0o755 });
    }
  }
}

/** The scripts of a finding; those of one that no script can tell say why. */
export function scriptsOf(
  finding: FindingReport,
  suite: Suite,
  target: string,
  dialect: Dialect,
): { node: string; shell: string } {
  const each = suite.cases.find(({ id }) => id === finding.evidence[0]?.case);
  try {
    if (each === undefined) throw new NoScript('its case is not part of this contract');
    const story = storyOf(finding, each, suite, target, dialect);
    return { node: nodeScript(story), shell: shellScript(story) };
  } catch (error) {
    if (!(error instanceof NoScript)) throw error;
    const reason = printable(`No script can repeat ${finding.id}: ${error.message}.`);
    return {
      node: `console.log(${JSON.stringify(reason)});\nprocess.exitCode = 2;\n`,
      shell: `#!/bin/sh\nprintf '%s\\n' ${quoted(reason)}\nexit 2\n`,
    };
  }
}

function nodeScript(story: Story): string {
  return [
    '// Repeats a finding of a conformance run with Node 20 or later, and nothing else:',
    ...comment(story).map((line) => `// ${line}`),
    ...(story.needs.length === 0 ? [] : [`// Needs ${story.needs.join(', ')} in the environment.`]),
    '// Ends with 1 when the defect shows, 0 when it does not, 2 when nothing can be said.',
    program.imports,
    '',
    `const story = ${JSON.stringify(story, undefined, 2)};`,
    program.body,
    'process.exitCode = await repeat(story);',
    '',
  ].join('\n');
}

const scripts = new URL('script/', import.meta.url);
const files = readdirSync(scripts).filter((name) => name.endsWith('.js'));
const program = bundle(files.map((name) => readFileSync(new URL(name, scripts), 'utf8')));

/** The modules of a script in one, imports of Node's own first. */
function bundle(sources: readonly string[]): { imports: string; body: string } {
  const names = new Map<string, Set<string>>();
  const body = sources
    .join('\n')
    .replace(/^import (.+) from '([^']+)';\n/gm, (_, what: string, from: string) => {
      if (from.startsWith('node:')) names.set(from, (names.get(from) ?? new Set()).add(what));
      return '';
    })
    .replace(/^export /gm, '');
  const imports = [...names].flatMap(([from, what]) => {
    const named = [...what].filter((each) => each.startsWith('{')).flatMap((each) => each.slice(1, -1).split(','));
    const unique = [...new Set(named.map((each) => each.trim()))].filter((each) => each !== '');
    return [
      ...[...what].filter((each) => !each.startsWith('{')).map((each) => `import ${each} from '${from}';`),
      ...(unique.length === 0 ? [] : [`import { ${unique.join(', ')} } from '${from}';`]),
    ];
  });
  return { imports: imports.join('\n'), body };
}
