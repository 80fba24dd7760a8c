/** `session-conformance saboteur`: stands between the harness and a server, and breaks one kind of its responses. */
import { isApi } from '../../../reference/create.ts';
import { UserError } from '../../core/user-error.ts';
import { saboteur as proxy } from '../../proof/fault-proxy.ts';
import { suiteOf } from '../../proof/lab.ts';
import { allFaults } from '../../proof/work.ts';
import { serveUntilStopped } from './serve-until-stopped.ts';

interface SaboteurOptions {
  readonly api: string;
  /** The URL of the server. */
  readonly target?: string;
  /** The id of the fault to inject. */
  readonly fault?: string;
  readonly list?: boolean;
  readonly port: number;
}

/** Lists the faults, or serves the proxy until Ctrl+C. @throws UserError for wrong options */
export async function saboteur({ api, target, fault: id, list, port }: SaboteurOptions): Promise<void> {
  if (!isApi(api)) throw new UserError(`--api ${api}: there are no faults for this API`);
  const faults = (await allFaults(api)).filter((each) => each.kind === 'form');
  if (list === true) {
    for (const each of faults) console.log(`${each.id.padEnd(60)} ${each.sentence}`);
    return;
  }
  const url = targetUrl(target);
  const fault = faults.find((each) => each.id === id);
  if (fault === undefined)
    throw new UserError(`--fault ${id ?? 'is missing'}: give one of those that --api ${api} --list prints`);
  const { contract } = await suiteOf(api);
  const served = await serveUntilStopped(proxy(contract, url, fault, console.log), port);
  console.log(`${fault.id}: this server ${fault.sentence}`);
  console.log(`TARGET_URL=${served.url}`);
}

function targetUrl(text: string | undefined): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href;
  throw new UserError(`--target ${text ?? 'is missing'}: give an http: or https: URL`);
}
