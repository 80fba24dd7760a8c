import { debianVersion } from '../debian.ts';
import { packages, startRails } from '../rails/start.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'Devise (Ruby on Rails)',
  version: () => debianVersion('ruby-devise'),
  language: 'Ruby',
  documentation: "Devise's README and API documentation",
  debian: packages,
  start: startRails,
};
