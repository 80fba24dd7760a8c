/** Hashes of passwords in a text: known notations, whosever password it is, and nothing that a token may look like. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashesIn } from '../../src/engine/masking/hash-notations.ts';

const salt = 'c29tZXNhbHRzb21lc2FsdA';
const digits = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const hashes = [
  '$2b$12$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
  `$argon2id$v=19$m=65536,t=3,p=4$${salt}$RdescudvJCsgt3ub+b/dWRWJTmaaJObG`,
  `$scrypt$ln=16,r=8,p=1$${salt}$RdescudvJCsgt3ub+b/dWRWJTmaaJObG`,
  `$pbkdf2-sha256$29000$${salt}$RdescudvJCsgt3ub+b/dWRWJTmaaJObG`,
  '$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr/36eYHk2bN9W7dU1uLwvTlCtKhabcdefgh',
  '$1$etNnh7FA$OlM7eljE/B7F1J4XYNnk81',
  '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
  '$P$B984pdmNbFJ3Xr/9D3X1CoZDrWFpb.0',
  'pbkdf2_sha256$216000$yJ5vTz8kQ1aB$Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE=',
  `pbkdf2:sha256:150000$${salt}$${digits}`,
  `scrypt:32768:8:1$${salt}$${digits}`,
  '{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gY2FtZQ==',
];

for (const hash of hashes)
  test(`${hash.slice(0, 16)} is the hash of a password`, () => {
    for (const text of [hash, JSON.stringify({ error: `no match for ${hash}` }), `"${hash.replaceAll('/', '\\/')}"`])
      assert.equal(hashesIn(text).length, 1, text);
  });

test('what is no hash of a password is taken for none', () => {
  const texts = [
    digits,
    `sha256-${salt}=`,
    `ETag: W/"${digits}"`,
    `eyJhbGciOiJIUzI1NiJ9.${salt}.${salt}`,
    'The password is kept with bcrypt ($2b$12$), pbkdf2_sha256 or {SSHA}.',
    'It costs $5$ or $6 to $10 a month; $1 and $2 are groups.',
    `v1$${salt}$${digits}`,
    `scrypt:${salt}`,
  ];
  for (const text of texts) assert.deepEqual(hashesIn(text), [], text);
});
