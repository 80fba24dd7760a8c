/** Texts for a POSIX shell. Whatever a contract or a server chose, nothing of it is expanded or run. */

/** One word. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The name of the scripts of a finding, without its ending: no path, whatever an API is called. */
export function scriptName(finding: string): string {
  return finding.replace(/[^\w.-]/g, '_');
}

/** The command that runs the test of this title alone; `-g` wants a regular expression. */
export function testCommand(title: string): string {
  return `npx playwright test -g ${quoted(title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))}`;
}
