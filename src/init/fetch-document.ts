/** Fetches the document that a user names by its URL, once, and saves it beside the annotations. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { maxFile } from '../contract/references.ts';
import { decoded } from '../core/percent.ts';
import { readInput } from '../core/read-input.ts';
import { UserError } from '../core/user-error.ts';

const maxRedirects = 5;
const maxSeconds = 20;

/** A document that was fetched. */
interface Fetched {
  readonly file: string;
  readonly url: string;
}

/**
 * Fetches a document and saves it in the current folder.
 * @throws UserError if the URL gives no document, or another one than the file that is there
 */
export async function fetchDocument(from: string): Promise<Fetched> {
  const { text, url } = await download(from);
  const file = path.resolve(nameOf(url, text));
  const known = existsSync(file) ? readInput(file).toString() : undefined;
  if (known !== undefined && known !== text)
    throw new UserError(`${from} gives another document than ${path.basename(file)}; move that file away to take it`);
  if (known === undefined) writeFileSync(file, text);
  return { file, url };
}

/** Follows redirects on the same host only: another one is for the user to name. */
async function download(from: string): Promise<{ readonly text: string; readonly url: string }> {
  if (!URL.canParse(from) || /^https?:\/\/[^/]*@/i.test(from))
    throw new UserError('the URL of a document is http: or https:, and has no user name or password');
  const timeout = AbortSignal.timeout(maxSeconds * 1000);
  let url = new URL(from);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: timeout,
      headers: { Accept: 'application/json, application/yaml, */*' },
    }).catch((error: unknown) => {
      throw new UserError(
        `${url.href}: no response${timeout.aborted ? ` within ${maxSeconds} s` : `: ${causeOf(error)}`}`,
      );
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null)
      return { text: await textOf(response, url, timeout), url: url.href };
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
    if (redirects === maxRedirects) throw new UserError(`${from}: redirects more than ${maxRedirects} times`);
    if (next?.host !== url.host)
      throw new UserError(
        `${url.href}: redirects to ${next?.href ?? location}, on another host; give that URL if it is the right one`,
      );
    url = next;
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return (cause instanceof Error ? cause.message : message) || 'the connection failed';
}

async function textOf(response: Response, { href }: URL, timeout: AbortSignal): Promise<string> {
  if (!response.ok) throw new UserError(`${href}: responds ${response.status}; give the URL of the document itself`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
      if (size > maxFile) throw new UserError(`${href}: has more than ${maxFile} bytes, which are the most`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${href}: breaks off${timeout.aborted ? ` after ${maxSeconds} s` : ''}`);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (/^\s*</.test(text))
    throw new UserError(`${href}: gives a page, and no document; give the URL of the JSON or YAML`);
  return text;
}

/** The last part of the URL, with the ending that its content has. */
function nameOf(url: string, text: string): string {
  const last = decoded(new URL(url).pathname.split('/').at(-1) ?? '').replace(/[^\w.-]+/g, '-');
  const ending = /^\s*\{/.test(text) ? 'json' : 'yaml';
  if (/\.(json|ya?ml)$/.test(last) && !last.startsWith('.')) return last;
  return `${last.replace(/^\.+|\.$/g, '') || 'openapi'}.${ending}`;
}
