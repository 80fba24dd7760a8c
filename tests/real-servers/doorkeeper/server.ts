import { debianVersion } from '../debian.ts';
import { packages, startRails } from '../rails/start.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Doorkeeper (Ruby on Rails)',
  version: () => debianVersion('ruby-doorkeeper'),
  isSabotaged: true,
  language: 'Ruby',
  documentation: "Doorkeeper's wiki: API endpoint descriptions and examples",
  debian: packages,
  start: startRails,
};
