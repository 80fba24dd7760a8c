/** Runs `npx playwright` to its end. */
import { playwrightProgram, startNode } from '../start-process.ts';
import type { Ended } from '../start-process.ts';

/** @param begun is given a function that sends a signal to the process */
export function playwright(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  begun: (signal: (name: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const { child, ended } = startNode([playwrightProgram, ...args], settings);
  begun((name) => child.kill(name));
  return ended;
}
