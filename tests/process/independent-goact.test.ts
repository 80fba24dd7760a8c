/** The independent server of `goact`; a file of its own, so that both processors are used. */
import { testServer } from './independent.ts';

testServer('goact');
