/** `session-conformance reference`: serves the reference targets and prints the settings that test them. */
import { apis, createTarget, variantsOf } from '../../../reference/create.ts';
import type { Api } from '../../../reference/create.ts';
import { UserError } from '../../core/user-error.ts';
import { serveUntilStopped } from './serve-until-stopped.ts';

interface ReferenceOptions {
  /** Only this API. */
  readonly api?: string;
  /** The id of a variant. */
  readonly variant?: string;
  /** List the variants and serve nothing. */
  readonly list?: boolean;
  /** The port of the first target; 0: any free ones. */
  readonly port: number;
}

interface Choice {
  readonly api: Api;
  readonly variant?: string;
}

/** Serves until Ctrl+C. @throws UserError for an unknown variant and a port that is in use */
export async function reference({ api, variant, list, port }: ReferenceOptions): Promise<void> {
  const only = apis.filter((each) => api === undefined || each === api);
  if (list === true) {
    for (const { id, sentence } of only.flatMap(variantsOf)) console.log(`${id.padEnd(30)}${sentence}`);
    return;
  }
  const chosen: Choice[] = variant === undefined ? only.map((each) => ({ api: each })) : [variantOf(only, variant)];
  for (const [index, choice] of chosen.entries()) {
    const { handler, settings } = createTarget(choice.api, choice);
    const { url } = await serveUntilStopped(handler, port === 0 ? 0 : port + index);
    console.log(`# ${choice.variant ?? choice.api} at ${url}\n${commandFor(url, settings)}\n`);
  }
  console.log('Stop with Ctrl+C.');
}

function variantOf(only: readonly Api[], id: string): Choice {
  const api = only.find((each) => variantsOf(each).some((variant) => variant.id === id));
  if (api !== undefined) return { api, variant: id };
  throw new UserError(`--variant ${id}: give one of those that --list prints`);
}

/** The shell command that tests the target at `url`. */
function commandFor(url: string, settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ TARGET_URL: url, ...settings }).map(([name, value]) => `${name}=${value} \\`);
  return [...lines, 'npx playwright test'].join('\n');
}
