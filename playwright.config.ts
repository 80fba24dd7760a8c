// From here on the TypeScript of this project is loaded by a hook of its own.
import './src/runner/compile/register.js';

export default (await import('./src/runner/playwright/playwright.config.ts')).default;
