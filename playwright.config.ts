// From here on the TypeScript of this project is loaded by a hook of its own; the configuration is in tests/config.ts.
import './src/compile/register.ts';

export default (await import('./tests/config.ts')).config;
