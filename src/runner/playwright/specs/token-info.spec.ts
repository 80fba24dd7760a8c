import { conformance } from '../suite.ts';

await conformance('token-info');
