// From here on the TypeScript of this project is loaded by a hook of its own; the configuration is in src/runner/playwright/config.ts.
import './src/runner/compile/register.js';

export default (await import('./src/runner/playwright/config.ts')).config;
