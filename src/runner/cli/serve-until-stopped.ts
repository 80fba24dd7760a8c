/** Serves on a port of loopback until the user stops the command. */
import { serve } from '../../../reference/serve.ts';
import type { Served } from '../../../reference/serve.ts';
import { UserError } from '../../core/user-error.ts';

/** Serves until SIGINT or SIGTERM. @throws UserError if it cannot listen on the port */
export async function serveUntilStopped(handler: Parameters<typeof serve>[0], port: number): Promise<Served> {
  const served = await serve(handler, port).catch((error: unknown) => {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(`--port ${port}: cannot listen there (${reason}); give another port, or 0 for any free one`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void served.close());
  return served;
}
