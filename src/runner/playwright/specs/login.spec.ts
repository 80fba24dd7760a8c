import { conformance } from '../suite.ts';

await conformance('login');
