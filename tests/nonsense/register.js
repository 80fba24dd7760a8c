/** Replaces every sentence of src/words by nonsense, in this process. */
import { register } from 'node:module';

register('./replace-sentences.js', import.meta.url);
