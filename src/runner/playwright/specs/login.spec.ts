import { conformance } from '../suite.ts';

conformance('login');
