import { createHash } from 'node:crypto';

/** What stands in a text of a user's password. @param {string} text @param {{ identity: string, password: string }} user */
export function passwordIn(text, { identity, password }) {
  if (text.includes(password)) return 'the password';
  const encoded = [password, `${identity}:${password}`].flatMap((each) => spellings(Buffer.from(each)));
  if (encoded.some((spelling) => text.includes(spelling))) return 'the password, encoded,';
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name).update(password).digest());
  const isHashed = hashes.flatMap(spellings).some((spelling) => text.includes(spelling));
  return isHashed || hashNotation.test(text) || hashMember.test(text) ? 'a hash of the password' : undefined;
}

/** @param {Buffer} bytes */
function spellings(bytes) {
  return [bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
}

const hashNotation = /\$2[abxy]\$\d\d\$[./\w]{53}|\$(?:argon2(?:id|i|d)|scrypt|6|5)\$[^"\s]{20}|pbkdf2[:_]sha\d+[:$]/;
const hashMember =
  /"(?:hashed|encrypted|crypted)?_?(?:password|passwd|pwd)_?(?:hash|digest|salt)?"\s*:\s*"(?=[^"]*\d)[\w+/=.$:-]{16,}"/i;

const traces =
  /Traceback \(most recent call last\)|\bat [^\n(]{0,80}\(?(?:file:\/\/|node:|[A-Z]:\\|\\?\/)[^\s)]{1,200}:\d+:\d+\)?|\bat [\w$.<>/]+\([\w$]+\.(?:java|kt|scala):\d+\)|#\d+ \S+\.php\(\d+\)|\.rb:\d+:in [`'&]|goroutine \d+ \[running\]|\) in \S+\.cs:line \d+/;
const messages =
  /SQLSTATE\[\w+\]|You have an error in your SQL syntax|\bORA-\d{5}\b|\bSQLITE_ERROR\b|\b(?:psycopg2|sqlite3|pymysql|MySQLdb)\.[\w.]*Error\b/;

/** What stands in a text of a server's code. @param {string} text */
export function insidesIn(text) {
  if (traces.test(text)) return 'a stack trace';
  return messages.test(text) ? 'a message of the database' : undefined;
}
