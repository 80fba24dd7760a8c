// The module usage of README.MD, lines 249 to 283, with the rules of line 221.
import { existsSync, writeFileSync } from 'node:fs';
import jsonServer from 'json-server';
import auth from 'json-server-auth';

if (!existsSync('db.json')) writeFileSync('db.json', '{ "users": [], "messages": [] }');
const app = jsonServer.create();
const router = jsonServer.router('db.json');
app.db = router.db;
app.use(auth.rewriter({ users: 600, messages: 640 }));
app.use(auth);
app.use(router);
app.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
