import { conformance } from '../suite.ts';

conformance('refresh');
