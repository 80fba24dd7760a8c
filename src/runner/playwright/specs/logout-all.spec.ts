import { conformance } from '../suite.ts';

conformance('logout-all');
