// The pages "Authentication Service" and "Local" of the documentation of Feathers 5, with the users in memory.
import { once } from 'node:events';
import { authenticate, AuthenticationService, JWTStrategy } from '@feathersjs/authentication';
import { hooks, LocalStrategy } from '@feathersjs/authentication-local';
import { feathers } from '@feathersjs/feathers';
import { bodyParser, errorHandler, koa, parseAuthentication, rest } from '@feathersjs/koa';
import { MemoryService } from '@feathersjs/memory';

const app = koa(feathers());
app.use(errorHandler());
app.use(parseAuthentication());
app.use(bodyParser());
app.configure(rest());
app.set('authentication', {
  entity: 'user',
  service: 'users',
  secret: crypto.randomUUID(),
  authStrategies: ['jwt', 'local'],
  jwtOptions: {
    header: { typ: 'access' },
    audience: 'https://yourdomain.com',
    algorithm: 'HS256',
    expiresIn: '1d',
  },
  local: { usernameField: 'email', passwordField: 'password' },
});
const authentication = new AuthenticationService(app);
authentication.register('jwt', new JWTStrategy());
authentication.register('local', new LocalStrategy());
app.use('authentication', authentication);
app.use('users', new MemoryService({ startId: 1 }));
app.service('users').hooks({
  around: {
    find: [authenticate('jwt')],
    get: [authenticate('jwt')],
    update: [authenticate('jwt')],
    patch: [authenticate('jwt')],
    remove: [authenticate('jwt')],
  },
  before: { create: [hooks.hashPassword('password')] },
  after: { all: [hooks.protect('password')] },
});
const server = await app.listen(Number(process.argv[2]), '127.0.0.1');
if (!server.listening) await once(server, 'listening');
console.log('ready');
