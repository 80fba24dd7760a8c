import { startBetterAuth } from '../better-auth-cookies/start-better-auth.ts';
import { pinned } from '../pinned.ts';
import type { RealServer } from '../server.ts';

export const server: RealServer = {
  product: 'better-auth (cookies)',
  version: () => pinned('better-auth-cookies', 'better-auth'),
  isSabotaged: true,
  language: 'TypeScript',
  documentation: 'its own OpenAPI document, as its plugin openAPI() publishes it, with an Overlay',
  start: (place) => startBetterAuth(place, 'cookies'),
};
