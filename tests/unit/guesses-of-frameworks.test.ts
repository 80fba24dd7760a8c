/** Guesses of `init` about what the documents of frameworks and products have in common. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, byBearer, guessed, info, json, login, ok, placeOf, rolesOf, takes, text } from './guessed.ts';

const schemeOf = (description: string): string =>
  `components: { securitySchemes: { key: { type: apiKey, in: header, name: Authorization, description: '${description}' } } }`;

test('a description says how the token is sent, and nobody is asked', async () => {
  const byKey = info.replace('bearer:', 'key:');
  const said = [
    ['JWT Authorization header using the Bearer scheme. Example: "Bearer 12345abcdef"', 'Bearer {token}'],
    ['Type "Bearer" followed by a space and JWT token.', 'Bearer {token}'],
    ['API tokens must be prepended with "token" followed by a space.', 'token {token}'],
  ];
  for (const [description = '', credentials = ''] of said) {
    const { overlay, questions } = await guessed(`${login}\n${byKey}`, schemeOf(description));
    assert.match(overlay, new RegExp(`x-credentials: '${credentials}'`));
    assert.deepEqual(questions, []);
  }
  assert.match((await guessed(`${login}\n${byKey}`, schemeOf('a key'))).questions.join(), /Is the token of "key" sent/);
});

test('a login that is not described takes what the registration takes', async () => {
  const { operation, questions } = await guessed(
    `  /user/login: { post: { operationId: login, responses: { '201': { description: '' } } } }
  /user/register: { post: { ${takes('name', 'password')}, ${ok()} } }`,
  );
  assert.deepEqual(rolesOf(operation('login')), ['identity /name', 'password /password']);
  assert.match(questions.join(), /does not say what POST \/user\/login takes; is it JSON with \/name and \/password/);
});

test('a refresh of which the document says nothing is asked about', async () => {
  const pair = ok(json(text('access_token', 'refresh_token')));
  const { flows, questions } = await guessed(
    `  /auth/authenticate: { post: { ${takes('email', 'password')}, ${pair} } }
  /auth/refresh-token: { post: { operationId: refreshToken, ${ok()} } }`,
    `security: [{ bearer: [] }]\n${bearer}`,
  );
  assert.equal(flows['refresh'], 'POST /auth/refresh-token');
  assert.match(questions.join(), /refresh is guessed.*does not describe the response of POST \/auth\/refresh-token/s);
});

test('a plain key deep in a request is no code for an account', async () => {
  const grant = `  /auth/role/grant: { post: { requestBody: { ${json(`name: { type: string }, perm: { type: object, properties: { ${text('key', 'range')} } }`)} }, ${ok()} } }`;
  const { flows } = await guessed(
    `${login}\n  /register: { post: { ${takes('email', 'password')}, ${ok()} } }\n${grant}`,
  );
  assert.deepEqual(Object.keys(flows), ['login', 'register']);
});

test('a password is repeated under many names', async () => {
  for (const name of ['confirmNew', 'confirmationPassword', 'retypePassword', 'new_password2', 'newPasswordRepeat']) {
    const { operation } = await guessed(
      `${login}\n  /password: { put: { ${byBearer}, ${takes('oldPassword', 'newPassword', name)}, ${ok()} } }
  /register: { post: { ${takes('email', 'password')}, ${ok()} } }`,
      bearer,
    );
    assert.ok(rolesOf(operation('change-password')).includes(`password-confirmation /${name}`), name);
  }
});

test('the id of a session is a token, and ids have a capital', async () => {
  const { operation } = await guessed(
    `  /Auth: { post: { operationId: login, ${takes('Username', 'Pw')}, ${ok(json(`Session: { type: object, properties: { ${text('sid', 'csrf')} } }`))} } }
  /Users/Me: { get: { ${byBearer}, ${ok(json(text('Id', 'Name')))} } }`,
    bearer,
  );
  assert.match(placeOf(operation('login')), /"sid":\{[^}]*"x-role":"token"/);
  assert.match(placeOf(operation('token-info')), /"Id":\{[^}]*"x-role":"user-id"/);
});

test('user information under an OpenID name is token info', async () => {
  const userinfo = `  /connect/userinfo: { get: { tags: [OIDC], ${byBearer}, ${ok(json(text('sub', 'email')))} } }`;
  assert.equal((await guessed(`${login}\n${userinfo}`, bearer)).flows['token-info'], 'GET /connect/userinfo');
});

test('a login by a password alone is asked about', async () => {
  const { operation, questions } = await guessed(
    `  /login: { post: { requestBody: { ${json('password: { type: string }, totp: { type: integer }')} }, ${ok(json(text('token')))} } }`,
  );
  assert.deepEqual(rolesOf(operation('login')), ['password /password']);
  assert.match(questions.join(), /takes a password and no name; is there one user only\?/);
});
