#!/usr/bin/env node
// @ts-check
// In the repository the program runs from its sources, elsewhere from what was built of them.
import { existsSync } from 'node:fs';

/** @returns {Promise<typeof import('../src/runner/cli/main.ts')>} */
async function program() {
  // eslint-disable-next-line @typescript-eslint/ban-ts-comment
  // @ts-ignore: only the package has it, and a repository in which it was built.
  if (!existsSync(new URL('../src/runner/cli/main.ts', import.meta.url))) return import('../dist/cli.js');
  await import('../src/runner/compile/register.js');
  return import('../src/runner/cli/main.ts');
}

try {
  process.cwd();
} catch {
  // Node does not come to an end in a folder that is gone.
  console.error('The working folder does not exist any more; change to another one');
  process.exit(2);
}
const { main } = await program();
await main(process.argv.slice(2));
