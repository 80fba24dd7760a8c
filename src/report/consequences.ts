/** The consequences of defects of security, by the topic of the requirement. */
import type { SecurityTopic } from '../plan/security.ts';

/** The consequences of a defect, the worst first. */
export const consequences = {
  takeover: {
    name: 'Takeover',
    sentence: 'Somebody acts as another user, or goes on after the session has ended.',
  },
  leak: { name: 'Leak', sentence: 'Somebody learns a secret, who else has an account, or how the server is made.' },
  denial: { name: 'Denial', sentence: 'A request makes the server fail.' },
  hygiene: { name: 'Hygiene', sentence: 'Other defects do more harm than they have to.' },
} as const;

/** A kind of consequence. */
export type Consequence = keyof typeof consequences;

/** Topics whose defects lead to less than a takeover. */
const lesser: Readonly<Record<Exclude<Consequence, 'takeover'>, readonly SecurityTopic[]>> = {
  leak: ['cookie-transport', 'disclosure', 'enumeration', 'error-details', 'secret-in-url', 'transport'],
  denial: ['concurrency', 'unexpected-type', 'unhandled-error'],
  hygiene: ['caching', 'cookie-host', 'cookie-lifetime', 'cookie-scripts', 'cookie-sites', 'password-length'],
};

/** The consequence of a topic: a takeover, unless less is known of it. */
export function consequenceOf(topic: string): Consequence {
  const known = Object.entries(lesser).find(([, topics]) => (topics as readonly string[]).includes(topic));
  return known === undefined ? 'takeover' : (known[0] as Consequence);
}
