import { conformance } from '../suite.ts';

conformance('delete-account');
