// What is imported after it is loaded by it; the configuration itself is in tests/config.ts.
import './src/compile/register.ts';

export default (await import('./tests/config.ts')).config;
