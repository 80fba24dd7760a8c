import { conformance } from '../suite.ts';

conformance('register');
