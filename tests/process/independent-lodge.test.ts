/** The independent server of `lodge`; a file of its own, so that both processors are used. */
import { testServer } from './independent.ts';

testServer('lodge');
