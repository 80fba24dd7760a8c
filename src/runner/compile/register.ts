/** From its import on, the TypeScript of this project is loaded by `hooks.ts`. */
import * as nodeModule from 'node:module';
import { load } from './hooks.ts';

/** Newer versions of Node have hooks that Playwright uses, too; the one that is registered last comes first. */
type WithHooks = Partial<Record<'registerHooks', (hooks: { load: typeof load }) => void>>;

// Playwright compiles with Babel, file after file in one thread: 10 ms each, a fifth of a first run.
const { registerHooks } = nodeModule as WithHooks;
if (registerHooks === undefined) nodeModule.register('./hooks.ts', import.meta.url);
else registerHooks({ load });
