import { conformance } from '../suite.ts';

await conformance('session-start');
