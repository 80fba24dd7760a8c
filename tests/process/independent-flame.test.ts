/** The independent server of `flame`; a file of its own, so that both processors are used. */
import { testServer } from './independent.ts';

testServer('flame');
