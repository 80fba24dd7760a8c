/** The server of Lodge is a Python program, so that it shares nothing with the harness. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('server.py', import.meta.url));

interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

interface Listed {
  readonly variants: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly defects: Readonly<Record<string, string>>;
}

const python = (args: readonly string[]): string[] => ['-B', program, ...args];

const { stdout, error } = spawnSync('python3', python(['--list']), { encoding: 'utf8' });
if (error !== undefined) throw error;
export const { variants, defects } = JSON.parse(stdout) as Listed;

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('python3', python(args), { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.stdin.end();
    await closed;
  };
  return { ...(JSON.parse(line) as Omit<Started, 'close'>), close };
}
