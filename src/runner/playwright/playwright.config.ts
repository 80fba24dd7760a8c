/** The configuration of those who write none: everything comes from the settings. */
import { conformance } from './conformance.ts';

export default conformance();
