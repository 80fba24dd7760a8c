#!/usr/bin/env node
// @ts-check
import '../src/runner/compile/register.js';

const { main } = await import('../src/runner/cli/main.ts');
await main(process.argv.slice(2));
