/** Texts for a POSIX shell. Whatever a contract or a server chose, nothing of it is expanded or run. */

/** One word. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The name of the scripts of a finding, without its ending: no path, whatever an API is called. */
export function scriptName(finding: string): string {
  return finding.replace(/[^\w.-]/g, '_');
}

/** The settings of a finding: the names that people set themselves, and the assignments of the run. */
export function assigned(settings: readonly string[] = []): { values: string[]; names: string[] } {
  return {
    values: settings.filter((each) => each.includes('=')),
    names: settings.filter((each) => !each.includes('=')),
  };
}

/** The argument of `-g` that selects the test of a case alone: the tag that is its id. */
export function grepFor(caseId: string): string {
  return `@${caseId.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w/-])`;
}

const commands = { 'session-conformance': 'npx session-conformance run', playwright: 'npx playwright test' } as const;

/** The command that runs a case alone. @param values assignments of settings that are no secret @param runner that of the run */
export function testCommand(
  caseId: string,
  values: readonly string[] = [],
  runner: keyof typeof commands = 'playwright',
): string {
  const settings = values.map((each) => `${each.replace(/=.*/s, '')}=${quoted(each.replace(/^[^=]*=/, ''))} `);
  return `${settings.join('')}${commands[runner]} -g ${quoted(grepFor(caseId))}`;
}
