/** Finds what a response must not disclose: the user's password, and internal details of the server. */
import { createHash } from 'node:crypto';
import type { Values } from '../results/mismatch.ts';

/** The form in which a text contains a user's password. */
export function passwordIn(
  text: string,
  { identity, password }: { identity: string; password: string },
): Values['form'] {
  if (text.includes(password)) return 'plain';
  const encoded = [password, `${identity}:${password}`].flatMap((each) => spellings(Buffer.from(each)));
  if (encoded.some((spelling) => text.includes(spelling))) return 'encoded';
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(password).digest());
  const isHashed = hashes.flatMap(spellings).some((spelling) => text.includes(spelling));
  return isHashed || hashMember.test(text) ? 'hashed' : undefined;
}

/** Bytes in hexadecimal and in base64, as far as that depends on them alone. */
function spellings(bytes: Buffer): string[] {
  const base64 = bytes.toString('base64').replace(/={1,2}$/, '');
  return [bytes.toString('hex'), base64, bytes.toString('base64url')];
}

/** A member named as one that holds a hash, with a text that can be one: not a word, not a row of stars. */
const hashMember =
  /"(?:hashed|encrypted|crypted)?_?(?:password|passwd|pwd)_?(?:hash|digest|salt)?"\s*:\s*"(?=[^"]*\d)[\w+/=.$:-]{16,}"/i;

const stackTraces: readonly RegExp[] = [
  // Python
  /Traceback \(most recent call last\)/,
  // Node.js
  /\bat [^\n(]{0,80}\(?(?:file:\/\/|node:|[A-Z]:\\|\\?\/)[^\s)]{1,200}:\d+:\d+\)?/,
  // Java, Kotlin, Scala
  /\bat [\w$.<>/]+\([\w$]+\.(?:java|kt|scala):\d+\)/,
  // PHP
  /#\d+ \S+\.php\(\d+\)/,
  // Ruby
  /\.rb:\d+:in [`'&]/,
  // Go
  /goroutine \d+ \[running\]/,
  // .NET
  /\) in \S+\.cs:line \d+/,
];

const databaseMessages: readonly RegExp[] = [
  /SQLSTATE\[\w+\]/,
  /You have an error in your SQL syntax/,
  /\bORA-\d{5}\b/,
  /\bSQLITE_ERROR\b/,
  /\b(?:psycopg2|sqlite3|pymysql|MySQLdb)\.[\w.]*Error\b/,
];

const internalDetails = [
  ['stack-trace', stackTraces],
  ['database-message', databaseMessages],
] as const;

/** The first internal detail that a text contains, and the text that shows it. */
export function internalDetailIn(text: string): { form: NonNullable<Values['form']>; text: string } | undefined {
  for (const [form, patterns] of internalDetails)
    for (const pattern of patterns) {
      const found = pattern.exec(text)?.[0];
      if (found !== undefined) return { form, text: found };
    }
  return undefined;
}
