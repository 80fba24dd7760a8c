/** The lifetime of a token, as the response that issues it says. */
import type { Role } from '../../contract/model.ts';

/** From this number on it is a time, in seconds since 1970: no session lives for thirty years. */
const leastTime = 1e9;
/** From this number on a time is in milliseconds. */
const leastMilliseconds = 1e11;

/**
 * Seconds of a token's life: `expires-in` is a number of seconds, a number of seconds or milliseconds since 1970, or a date;
 * `expires-in-ms` a number of milliseconds.
 * @param issued when the token was issued by the clock of its server, in seconds since 1970
 */
export function lifetimeIn(valueOf: (role: Role) => string | undefined, issued: number): number | undefined {
  const text = valueOf('expires-in');
  const milliseconds = valueOf('expires-in-ms');
  if (text === undefined) return milliseconds === undefined ? undefined : Number(milliseconds) / 1000;
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (number !== undefined && number < leastTime) return number;
  const end = number === undefined ? Date.parse(text) / 1000 : number < leastMilliseconds ? number : number / 1000;
  return Number.isNaN(end) ? undefined : Math.max(0, end - issued);
}
