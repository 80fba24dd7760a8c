/** Bodies that travel well and hold something odd: JSON at its edges, redirects, texts that aim at a reader. */
import { answering } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const html = '<!doctype html><script>document.title="owned"</script></script><a href="javascript:alert(1)">x</a>';
const terminal = '\u001b]0;owned\u0007\u001b[2J\u001b[31mowned\u009b31m';

/** The healthy body as an object, changed. */
function changed(body: Buffer, change: (members: Record<string, unknown>) => void): string {
  const members = JSON.parse(body.toString()) as Record<string, unknown>;
  change(members);
  return JSON.stringify(members);
}

/** The healthy body with something put before its end. */
function withMember(body: Buffer, member: string): string {
  return body.toString().replace(/\}\s*$/, `,${member}}`);
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** A true login that is answered with a redirect, wherever it leads. */
function redirect(status: string, location: string): Behaviour {
  return answering(`answers ${status} to ${location.slice(0, 40)}`, new RegExp(status.slice(0, 3)), 'passed', () => ({
    status,
    headers: [['Location', location]],
    body: '',
  }));
}

export const contents: readonly Behaviour[] = [
  answering('nests 100,000 deep', /nested/, 'failed', () => ({ body: nested(100_000) })),
  answering('nests 100,000 deep in a member', /nested/, 'failed', ({ body }) => ({
    body: withMember(body, `"deep":${nested(100_000)}`),
  })),
  answering('nests objects 100,000 deep', /nested/, 'failed', () => ({
    body: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
  })),
  answering('repeats a member', 'passed', 'failed', ({ body }) => ({ body: withMember(body, '"x":1,"x":2') })),
  answering('has a member called __proto__', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, '"__proto__":{"polluted":true}'),
  })),
  answering('has a member called constructor', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, '"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":2'),
  })),
  answering('has a number beyond doubles', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, '"big":1e999'),
  })),
  answering('has an integer of 10,000 digits', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, `"big":${'9'.repeat(10_000)}`),
  })),
  answering('has a lone surrogate', 'passed', 'failed', ({ body }) => ({ body: withMember(body, '"odd":"\\ud800"') })),
  answering('has 80,000 members', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, Array.from({ length: 80_000 }, (_, n) => `"m${n}":1`).join(',')),
  })),
  answering('has a string of a megabyte', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, `"long":"${'x'.repeat(900_000)}"`),
  })),
  answering('has a megabyte of backslashes', /body|JSON/, 'failed', () => ({ body: '\\'.repeat(900_000) })),
  answering('has an array of 400,000 items', /body|JSON|object/, 'failed', () => ({
    body: `[${Array.from({ length: 400_000 }, () => '1').join(',')}]`,
  })),
  answering('has invalid UTF-8', /not UTF-8/, 'failed', ({ body }) => ({
    body: Buffer.concat([
      body.subarray(0, -1),
      Buffer.from(',"x":"'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}'),
    ]),
  })),
  answering('is UTF-16', /not UTF-8|not JSON/, 'failed', ({ body }) => ({
    body: Buffer.from(`\uFEFF${body.toString()}`, 'utf16le'),
  })),
  answering('is UTF-16 without a mark', /not JSON/, 'failed', ({ body }) => ({
    body: Buffer.from(body.toString(), 'utf16le'),
  })),
  answering('begins with a byte order mark', /byte order mark/, 'failed', ({ body }) => ({
    body: `\uFEFF${body.toString()}`,
  })),
  answering('is empty', /empty/, 'failed', () => ({ body: '' })),
  answering('is NUL bytes', /not JSON/, 'failed', () => ({ body: Buffer.alloc(1000) })),
  answering('is null', /object|null/, 'failed', () => ({ body: 'null' })),
  answering('is NaN', /not JSON/, 'failed', () => ({ body: 'NaN' })),
  answering('has text behind the JSON', /not JSON/, 'failed', ({ body }) => ({ body: `${body.toString()} and more` })),
  answering('is two JSON texts', /not JSON/, 'failed', ({ body }) => ({
    body: `${body.toString()}\n${body.toString()}`,
  })),
  answering('is JSON behind a guard', /not JSON/, 'failed', ({ body }) => ({ body: `)]}',\n${body.toString()}` })),
  answering('is HTML with a script', /HTML|doctype/, 'failed', () => ({
    headers: [['Content-Type', 'text/html']],
    body: html,
  })),
  answering('says JSON and is HTML', /HTML|doctype/, 'failed', () => ({ body: html })),
  answering('has a token that steers the terminal', /token/i, 'failed', ({ body }) => ({
    body: changed(body, (members) => {
      for (const name of Object.keys(members)) if (typeof members[name] === 'string') members[name] = terminal;
    }),
  })),
  answering('has terminal sequences in plain text', /not JSON/, 'failed', () => ({ body: terminal })),
  answering('has members that aim at a spreadsheet', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, '"=cmd|\' /C calc\'!A0":"=1+1","@SUM(1)":"+1","a|b":"| c |"'),
  })),
  answering('has members that aim at Markdown', 'passed', 'failed', ({ body }) => ({
    body: withMember(body, '"![x](http://127.0.0.1:1/x)":"# owned","<img src=x onerror=alert(1)>":"```"'),
  })),
  answering('has a reason phrase with terminal sequences', /500/, 'failed', () => ({
    status: '500 \x1b[2Jowned',
    body: '{}',
  })),
  redirect('301 Moved', '/api/v1/sessions'),
  redirect('302 Found', 'http://127.0.0.1:1/elsewhere'),
  redirect('303 See Other', 'https://example.com/'),
  redirect('307 Temporary Redirect', 'http://localhost:1/api/v1/sessions'),
  redirect('308 Permanent Redirect', '//127.0.0.1:1/api/v1/sessions'),
  redirect('302 Found', 'file:///etc/passwd'),
  redirect('302 Found', 'javascript:alert(1)'),
  redirect('302 Found', `http://127.0.0.1:1/${'a'.repeat(9000)}`),
  redirect('302 Found', 'not a url at all %%%'),
];
