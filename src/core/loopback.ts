/** Which hosts are this machine. */
import { isIP } from 'node:net';

/** Whether a host of a URL is this machine: by its address, or by a name of loopback. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? isLoopbackName(host) : isLoopbackAddress(host);
}

/** Whether a name is one of loopback. A resolver may lead such a name anywhere, so none is asked (RFC 6761 section 6.3). */
export function isLoopbackName(host: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(host);
}

/** Connections to the unspecified address stay on this machine, too. */
function isLoopbackAddress(address: string): boolean {
  const mapped = /^::ffff:([\da-f]{1,4}):[\da-f]{1,4}$/i.exec(address)?.[1];
  if (mapped !== undefined) return Number.parseInt(mapped, 16) >> 8 === 127;
  return /^127(?:\.\d+){3}$/.test(address) || ['::1', '0.0.0.0', '::'].includes(address);
}
