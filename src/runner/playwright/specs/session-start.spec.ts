import { conformance } from '../suite.ts';

conformance('session-start');
