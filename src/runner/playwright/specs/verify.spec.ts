import { conformance } from '../suite.ts';

conformance('verify');
