/** Explains errors of a connection. */
import type { HttpFailure } from './http.ts';

const unreachable =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO)/;

/** Names and messages in certificates are text of the server. */
const longest = 300;

/** The failure of an error of Node's HTTP client; its message contains no part of the request. */
export function explainFailure(error: unknown, afterHead: boolean): HttpFailure {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const said = `${message.replace(/(?!\t)\p{Cc}/gu, '\uFFFD').slice(0, longest)}${message.includes(code) || code === '' ? '' : ` (${code})`}`;
  if (unreachable.test(code)) return { kind: 'unreachable', message: withAdvice(code, said) };
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return {
      kind: 'broken',
      message: `the target closed the connection ${afterHead ? 'within its answer' : 'without an answer'} (${code})`,
    };
  if (code === 'ETIMEDOUT') return { kind: 'unreachable', message: said };
  if (code.startsWith('HPE_')) return { kind: 'broken', message: `an answer that is not HTTP/1.1: ${said}` };
  return { kind: 'broken', message: said };
}

function withAdvice(code: string, said: string): string {
  if (/SELF_SIGNED|UNABLE_TO/.test(code)) return `${said}; give its CA with NODE_EXTRA_CA_CERTS`;
  return said;
}
