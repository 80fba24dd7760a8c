/** The operations that `init` takes for flows. Each document is a small form of something seen in public ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, byBearer, guessed, info, json, login, ok, rolesOf, takes, text } from './guessed.ts';

test('a login of which the document says nothing is asked about, and loads when confirmed', async () => {
  const { questions, operation, flows } = await guessed(`
  /auth/login: { post: { ${ok()} } }
  /auth/register: { post: { ${ok()} } }
  /auth/refresh-token: { post: { ${ok()} } }
  /user: { get: { operationId: UserController_profile, ${ok()} } }
  /user/logout: { post: { ${ok()} } }`);
  assert.deepEqual(flows, {
    login: 'POST /auth/login',
    register: 'POST /auth/register',
    'token-info': 'GET /user',
    logout: 'POST /user/logout',
  });
  const asked = questions.join('\n');
  assert.match(asked, /what POST \/auth\/login takes; is it JSON with \/email and \/password\?/);
  assert.match(asked, /what POST \/auth\/register takes/);
  assert.match(asked, /does its JSON have the token at \/token\?/);
  assert.match(asked, /is it "Authorization: Bearer TOKEN"\?/);
  assert.deepEqual(
    operation('login').parameters.map(({ pointer, role }) => `${role} ${pointer}`),
    ['identity /email', 'password /password'],
  );
});

test('the nearest name is that of the user, and a login has a password', async () => {
  const { overlay, flows } = await guessed(
    `  /login/code: { post: { ${takes('email', 'code')}, ${ok(json(text('token')))} } }
  /auth/password: { post: { ${takes('email', 'password')}, ${ok(json(text('auth_key')))} } }
  /me: { get: { security: [{ bearer: [] }], ${ok(json(`company: { type: object, properties: { owner: { type: object, properties: { ${text('email')} } } } }, ${text('email')}`))} } }
  /logout: { put: { parameters: [{ name: auth_key, in: query, required: true, schema: { type: string } }], ${ok()} } }`,
    bearer,
  );
  assert.equal(flows['login'], 'POST /auth/password');
  assert.match(overlay, /identity: \/email\}/);
  assert.match(overlay, /token: query:auth_key/);
});

test('neither a set-up nor a list of users is a login', async () => {
  const { flows } = await guessed(
    `  /setup: { post: { ${takes('username', 'password')}, ${ok(json(text('token')))} } }
  /auths: { post: { summary: Create a token authority, requestBody: { ${json(`users: { type: array, items: { type: object, properties: { ${text('email', 'password')} } } }`)} }, ${ok(json(text('token')))} } }
  /signin/code: { post: { security: [{ bearer: [] }], ${takes('email', 'code')}, ${ok(json(text('token')))} } }
  /signin: { post: { security: [{ basic: [] }], ${ok()} } }`,
    'components: { securitySchemes: { basic: { type: http, scheme: basic }, bearer: { type: http, scheme: bearer } } }',
  );
  assert.equal(flows['login'], 'POST /signin');
});

test('what makes no ordinary account is no registration', async () => {
  const { flows } = await guessed(`${login}
  /users: { post: { operationId: createUser, ${takes('email', 'name')}, ${ok()} } }
  /scim/Users: { post: { operationId: create scim user, ${takes('userName')}, ${ok()} } }`);
  assert.deepEqual(flows, { login: 'POST /login' });
});

test('the user of a session is told from a business and from a list', async () => {
  const { flows } = await guessed(
    `${login}
  /business/profile: { get: { security: [{ bearer: [] }], ${ok(json(text('email')))} } }
  /snippets/public: { get: { summary: All that the current user may see, security: [{ bearer: [] }], ${ok(json(text('email')))} } }
  /user: { get: { summary: Get the currently authenticated user, security: [{ bearer: [] }], ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.equal(flows['token-info'], 'GET /user');
});

test('a login with a secret of another device is none', async () => {
  const { flows } = await guessed(
    `  /users/by-name: { post: { summary: Authenticates a user by name, ${takes('Username', 'Pw')}, ${ok(json(text('AccessToken')))} } }
  /users/quick: { post: { summary: Authenticates a user, ${takes('Secret')}, ${ok(json(text('AccessToken')))} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['login'], 'POST /users/by-name');
});

test('whether an operation that needs a session registers users is asked, unless another needs none', async () => {
  const add = `  /users: { post: { summary: Create a user, ${byBearer}, ${takes('username', 'password')}, ${ok()} } }`;
  const { questions } = await guessed(`${login}\n${add}\n${info}`, bearer);
  assert.match(questions.join(), /has credentials for it, which a new user has not/);
  const { flows, questions: none } = await guessed(
    `${login}\n${add}\n  /signup: { post: { ${takes('username', 'password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['register'], 'POST /signup');
  assert.deepEqual(none, []);
});

test('a session that is created with a password is a login, and an account is none', async () => {
  const { flows, operation } = await guessed(
    `  /account: { get: { summary: Get account, ${byBearer}, ${ok(json(text('email')))} }, post: { summary: Create account, ${takes('email', 'password')}, ${ok()} } }
  /account/sessions: { delete: { summary: Delete sessions, ${byBearer}, ${ok()} } }
  /account/sessions/email: { post: { summary: Create email password session, ${takes('email', 'password')}, ${ok(json(text('$id', 'secret')))} } }
  /account/password: { patch: { summary: Update password, ${byBearer}, ${takes('password', 'oldPassword')}, ${ok()} } }`,
    bearer,
  );
  assert.deepEqual(flows, {
    login: 'POST /account/sessions/email',
    register: 'POST /account',
    'token-info': 'GET /account',
    'change-password': 'PATCH /account/password',
    'logout-all': 'DELETE /account/sessions',
  });
  assert.deepEqual(rolesOf(operation('change-password')), ['new-password /password', 'password /oldPassword']);
});

test('an end of all sessions is asked about, since some keep the one that asks', async () => {
  const { questions } = await guessed(
    `${login}\n  /logout/all: { post: { summary: Log out everywhere, ${byBearer}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.match(questions.join(), /logout-all is guessed to be .* the one that asks included\?/);
});

test('the paths of ASP.NET Core Identity are understood', async () => {
  const { flows } = await guessed(
    `  /register: { post: { tags: [MyApp], ${takes('email', 'password')}, ${ok()} } }
  /login: { post: { tags: [MyApp], ${takes('email', 'password', 'twoFactorCode')}, ${ok(json(text('accessToken', 'refreshToken')))} } }
  /refresh: { post: { tags: [MyApp], ${takes('refreshToken')}, ${ok(json(text('accessToken', 'refreshToken')))} } }
  /resetPassword: { post: { tags: [MyApp], ${takes('email', 'resetCode', 'newPassword')}, ${ok()} } }
  /manage/info: { get: { tags: [MyApp], ${ok(json(text('email', 'isEmailConfirmed')))} }, post: { tags: [MyApp], ${takes('newEmail', 'newPassword', 'oldPassword')}, ${ok(json(text('email')))} } }`,
    bearer,
  );
  assert.deepEqual(flows, {
    login: 'POST /login',
    register: 'POST /register',
    'token-info': 'GET /manage/info',
    refresh: 'POST /refresh',
    'change-password': 'POST /manage/info',
  });
});

test('a change of the password of a given user, and one of who has forgotten it, are none of the session', async () => {
  const { flows } = await guessed(
    `${login}
  /users/{id}/passwd: { put: { summary: Update password for a user, ${byBearer}, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], ${takes('password', 'newPassword')}, ${ok()} } }
  /password/reset: { post: { summary: Reset password, ${takes('code', 'new_password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['change-password'], undefined);
});

test('a registration is told by its own name from the group of the logins', async () => {
  const { flows } = await guessed(
    `  /users/login: { post: { operationId: login, tags: [Login], ${takes('username', 'password')}, ${ok(json(text('token')))} } }
  /users/register: { post: { operationId: register, summary: Register with REST API, tags: [Login], ${takes('username', 'password', 'email')}, ${ok()} } }
  /users: { post: { operationId: new_user, summary: Create a new user, ${byBearer}, ${takes('username', 'email', 'password')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['register'], 'POST /users/register');
});

test('a revocation of the token is a logout, and a person confirms it', async () => {
  const { flows, overlay, questions } = await guessed(
    `  /auth/token: { post: { ${takes('username', 'password')}, ${ok(json(text('access_token')))} } }
  /auth/revoke: { post: { ${byBearer}, ${takes('token')}, ${ok()} } }
  /keys/revoke: { post: { ${byBearer}, ${takes('keyId')}, ${ok()} } }\n${info}`,
    bearer,
  );
  assert.equal(flows['logout'], 'POST /auth/revoke');
  assert.match(overlay, /x-flow: logout, x-roles: \{request: \{token: \/token\}\}/);
  assert.match(questions.join('\n'), /logout is guessed to be POST \/auth\/revoke\. Does it end the session/);
});

const register = `  /signup: { post: { ${takes('email', 'password')}, ${ok()} } }`;

/** The verification that is guessed beside a login and a registration. */
async function verificationIn(paths: string): Promise<string | undefined> {
  const { flows } = await guessed(`${login}\n${register}\n${paths}\n${info}`, bearer);
  return flows['verify'];
}

for (const place of [
  '/verify-email',
  '/verify',
  '/verification',
  '/activate',
  '/activation',
  '/confirm',
  '/confirmation',
  '/users/confirm',
])
  test(`POST ${place} with an address and a code is a verification`, async () => {
    const found = await verificationIn(`  ${place}: { post: { ${takes('email', 'code')}, ${ok()} } }`);
    assert.equal(found, `POST ${place}`);
  });

for (const summary of [
  'Verify the account so that its user can log in',
  'Handle a verification request',
  'Verify the email that was sent',
])
  test(`a verification with the summary "${summary}" is one`, async () => {
    const found = await verificationIn(
      `  /users/verify: { post: { summary: ${summary}, ${takes('email', 'code')}, ${ok()} } }`,
    );
    assert.equal(found, 'POST /users/verify');
  });

for (const place of [
  '/orders/confirm',
  '/coupons/activate',
  '/vouchers/verify',
  '/gift-cards/activate',
  '/licenses/activate',
  '/bookings/confirm',
  '/phone/verify',
  '/verification/resend',
])
  test(`POST ${place} with a code is no verification of an account`, async () => {
    const found = await verificationIn(`  ${place}: { post: { ${byBearer}, ${takes('email', 'code')}, ${ok()} } }`);
    assert.equal(found, undefined);
  });
