import { conformance } from '../suite.ts';

conformance('token-info');
