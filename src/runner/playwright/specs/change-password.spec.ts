import { conformance } from '../suite.ts';

conformance('change-password');
