/** Keys that sign tokens and that others know: of manuals, of frameworks, and words with what people add to them. */
import { createHmac } from 'node:crypto';

const ofManuals =
  'your-256-bit-secret your-384-bit-secret your-512-bit-secret a-string-secret-at-least-256-bits-long your_jwt_secret your-secret-key your_secret_key my-secret my_secret mysecret my-secret-key mysecretkey my_secret_key secretkey secret-key secret_key secretKey supersecret super-secret super_secret supersecretkey super-secret-key topsecret top-secret shhhhh shhhhhared-secret jwtsecret jwt-secret jwt_secret JWT_SECRET jwt_secret_key jwt-secret-key jwtSecretKey JwtSecretKey json-server-auth-123456 changeme change-me change_me changeit ChangeMe keyboard-cat keyboardcat notasecret not-a-secret nosecret thisisasecret this_is_a_secret this-is-a-secret thisismysecret django-insecure-key dev development production test testing example sample default none null undefined hmackey hmac-key signing-key signingkey private privatekey private-key apikey api-key api_key token tokenkey token-secret session sessionsecret session-secret cookie-secret AllYourBase gateway bezKoder bezkoder jwtSecret mySecretKey MyVerySecretKey verysecret very-secret very_secret_key ThisIsTheSecretKey qwertyuiopasdfghjklzxcvbnm123456 secretsecretsecret 0123456789abcdef 12345678901234567890123456789012 1234567890 123456 12345678 123456789 111111 000000 abc123 a1b2c3';
const words =
  'password admin root secret letmein welcome monkey dragon master qwerty login hello shadow sunshine princess football baseball superman batman trustno1 iloveyou freedom whatever starwars computer internet service server system user guest demo company website mobile android backend frontend node express spring flask django rails laravel symfony auth oauth access refresh bearer key hmac sign signature crypto database mysql postgres mongo redis docker summer winter spring2024 love money blue red green orange purple ginger pepper chocolate cookie coffee banana apple phoenix falcon eagle tiger lion bear wolf horse rabbit house window garden flower river mountain ocean island forest desert';
const ends = [
  '',
  '1',
  '12',
  '123',
  '1234',
  '12345',
  '123456',
  '2023',
  '2024',
  '2025',
  '!',
  '@123',
  'key',
  '_key',
  '-key',
  'secret',
  '_secret',
  '-secret',
];

const starts = (word: string): string[] => [word, word.slice(0, 1).toUpperCase() + word.slice(1), word.toUpperCase()];

/** Some thousand keys; the empty one is among them. */
const guessableKeys: readonly string[] = [
  '',
  ...ofManuals.split(' '),
  ...words.split(' ').flatMap((word) => starts(word).flatMap((start) => ends.map((end) => start + end))),
];

const hashes: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** Whether one of these keys, or of those that the harness knows, signed a token; undefined for algorithms without a shared key. */
export function hasGuessableKey(token: string, alg: unknown, more: readonly string[] = []): boolean | undefined {
  return hashOf(alg) === undefined ? undefined : guessedKey(token, alg, more) !== undefined;
}

/** The key that signed a token, if it is one of these or of those that the harness knows. */
export function guessedKey(token: string, alg: unknown, more: readonly string[]): string | undefined {
  const end = token.lastIndexOf('.');
  const signature = token.slice(end + 1);
  return [...guessableKeys, ...more].find((key) => macOf(token.slice(0, end), alg, key) === signature);
}

/** The signature of a text under a shared key; undefined for algorithms without one. */
export function macOf(text: string, alg: unknown, key: string): string | undefined {
  const hash = hashOf(alg);
  return hash === undefined ? undefined : createHmac(hash, key).update(text).digest('base64url');
}

function hashOf(alg: unknown): string | undefined {
  return typeof alg === 'string' ? hashes[alg] : undefined;
}
