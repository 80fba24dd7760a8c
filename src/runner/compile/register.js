// @ts-check
/** From its import on, the TypeScript of this project is loaded by `hooks.js`. */
import * as nodeModule from 'node:module';
import { load } from './hooks.js';

// Newer versions of Node have hooks that Playwright uses, too; the one that is registered last comes first. Playwright
// compiles with Babel, file after file in one thread: 10 ms each, a fifth of a first run.
const { registerHooks } = /** @type {{ registerHooks?: (hooks: { load: typeof load }) => void }} */ (nodeModule);
if (registerHooks === undefined) nodeModule.register('./hooks.js', import.meta.url);
else registerHooks({ load });
