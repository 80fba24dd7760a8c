/** Reads the base URL of a target, so that the URL that is shown is the one that is used. */

/** A base URL, or the problem of the text, as the end of a sentence that begins with the setting's name. */
type ReadUrl = { readonly url: string } | { readonly problem: string };

/** Reads the text of a base URL: scheme, host, port and path, without a trailing slash. */
export function readTargetUrl(text: string): ReadUrl {
  // The text itself is not repeated where it may hold a password.
  const shown = text.includes('@') ? 'a text with @' : `"${text}"`;
  const [, authority = '', path = ''] = /^https?:\/\/([^/\\?#]+)([^]*)$/i.exec(text) ?? [];
  if (authority === '' || !URL.canParse(text))
    return { problem: `is ${shown}; write an http: or https: URL, such as https://staging.example.com/api` };
  const url = new URL(text);
  if (authority.includes('@')) return { problem: 'holds a user name or a password; take it out, reports show the URL' };
  const problem = portProblem(url) ?? pathProblem(path);
  if (problem !== undefined) return { problem: `is ${shown}, which ${problem}` };
  return { url: `${url.origin}${url.pathname.replace(/\/$/, '')}` };
}

function portProblem({ port }: URL): string | undefined {
  return port === '0' ? 'has port 0; give the port that the server listens on' : undefined;
}

/** The parts of a URL that a parser would change, so that the requested path would differ. */
function pathProblem(path: string): string | undefined {
  if (/[?#]/.test(path)) return 'has a query or a fragment; write the base URL alone';
  if (path.includes('\\')) return 'has a backslash in its path; write /';
  if (path.includes('//')) return 'has an empty segment in its path; write one slash';
  // Beside whitespace and what RFC 3986 does not allow: percent signs without two digits.
  if (!/^(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*$/i.test(path))
    return 'has characters in its path that a URL has to percent-encode';
  if (/%(?:2f|5c|00|2e)/i.test(path)) return 'has an encoded slash, backslash, dot or NUL in its path';
  if (/\/\.\.?(?:\/|$)/.test(path)) return 'has . or .. in its path; write the path that they lead to';
  return undefined;
}
