import { conformance } from '../suite.ts';

conformance('before-login');
