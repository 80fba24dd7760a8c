/** `npm run saboteur`: stands between the harness and a server, and spoils one kind of its answers. */
import { parseArgs } from 'node:util';
import { apis } from '../../../reference/create.ts';
import { serve } from '../../../reference/serve.ts';
import type { FormFault } from '../../proof/fault.ts';
import { formFaults, isApi } from '../../proof/forms.ts';
import { suiteOf } from '../../proof/lab.ts';
import { saboteur } from '../../proof/fault-proxy.ts';

/** A wrong argument; its message is all that a user needs. */
class UsageError extends Error {}

const usage = 'npm run saboteur -- --target URL --api ID --fault ID [--port N], or --api ID --list';

function parse() {
  const options = {
    target: { type: 'string' },
    api: { type: 'string' },
    fault: { type: 'string' },
    port: { type: 'string', default: '0' },
    list: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)} (${usage})`);
  }
}

function targetUrl(text: string | undefined): string {
  if (text === undefined) throw new UsageError(`--target is missing: ${usage}`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--target ${text}: give an http: or https: URL`);
  return url.href;
}

async function run(): Promise<void> {
  const { target, api, fault: id, port, list } = parse();
  if (api === undefined || !isApi(api)) throw new UsageError(`--api ${api ?? ''}: give one of ${apis.join(', ')}`);
  const known = await formFaults(api);
  if (list) {
    for (const each of known) console.log(`${each.id.padEnd(60)} ${each.sentence}`);
    return;
  }
  const url = targetUrl(target);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port ${port}: give a number from 0 (any free port) to 65535`);
  const fault = chosen(known, id, api);
  const { contract } = await suiteOf(api);
  const served = await listen(saboteur(contract, url, fault, console.log), Number(port));
  console.log(`${fault.id}: this server ${fault.sentence}`);
  console.log(`TARGET_URL=${served.url}`);
  process.on('SIGINT', () => {
    void served.close().then(() => process.exit(0));
  });
}

function chosen(known: readonly FormFault[], id: string | undefined, api: string): FormFault {
  const found = known.find((each) => each.id === id);
  if (found === undefined)
    throw new UsageError(`--fault ${id ?? ''}: not a fault of ${api}; see npm run saboteur -- --api ${api} --list`);
  return found;
}

async function listen(handler: Parameters<typeof serve>[0], port: number): ReturnType<typeof serve> {
  try {
    return await serve(handler, port);
  } catch (error) {
    throw new UsageError(
      `--port ${port}: cannot listen there, ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
