/** `npm run reference`: serves the reference targets and prints the settings to test them with. */
import { parseArgs } from 'node:util';
import { apis, createTarget } from './create.ts';
import { serve, type Served } from './serve.ts';
import type { Api } from './types.ts';
import { variants } from './variants.ts';

interface Choice {
  api: Api;
  variant?: string;
}

interface Arguments {
  choices: Choice[];
  port: number;
}

/** A wrong argument; its message is all that a user needs. */
class UsageError extends Error {}

function readArguments(args: string[]): Arguments {
  const { api, variant, port } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`--port ${port}: give a number from 0 (any free port) to 65535.`);
  }
  const selected = apis.filter((id) => id === (api ?? id));
  if (selected.length === 0) throw new UsageError(`--api ${api ?? ''}: give one of ${apis.join(', ')}.`);
  if (variant === undefined) return { choices: selected.map((id) => ({ api: id })), port: Number(port) };
  const known = variants.filter((one) => selected.includes(one.api));
  const found = known.find((one) => one.id === variant);
  if (found) return { choices: [{ api: found.api, variant }], port: Number(port) };
  const list = known.map(({ id, sentence }) => `  ${id.padEnd(30)}${sentence}`).join('\n');
  throw new UsageError(`--variant ${variant}: give one of\n${list}`);
}

function parse(args: string[]): { api?: string; variant?: string; port: string } {
  const options = {
    api: { type: 'string' },
    variant: { type: 'string' },
    port: { type: 'string', default: '0' },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${problem}\nPossible are --api (${apis.join(', ')}), --variant (an id) and --port (0 to 65535).`,
    );
  }
}

/** The shell command that tests what is served at `url`. */
function commandFor(url: string, settings: Record<string, string>): string {
  const lines = Object.entries({ TARGET_URL: url, ...settings }).map(([name, value]) => `${name}=${value} \\`);
  return [...lines, 'npx playwright test'].join('\n');
}

async function main(): Promise<void> {
  const { choices, port } = readArguments(process.argv.slice(2));
  const running: Served[] = [];
  for (const [index, { api, ...options }] of choices.entries()) {
    const { handler, settings } = createTarget(api, options);
    // Several targets take the ports that follow the first.
    const served = await serve(handler, port === 0 ? 0 : port + index);
    running.push(served);
    console.log(`# ${options.variant ?? api} at ${served.url}\n${commandFor(served.url, settings)}\n`);
  }
  const stop = (): void => void Promise.all(running.map((served) => served.close()));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log('Stop with Ctrl+C.');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
