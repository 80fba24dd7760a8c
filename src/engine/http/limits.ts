/** Limits for one request, independent of the server's behavior. */

/** Limits for one request and its response. */
export interface Limits {
  /** Milliseconds from sending to the last byte. */
  readonly timeout: number;
  /** Bytes of a body, encoded and decoded. */
  readonly bodyBytes: number;
  /** Bytes of status line and headers together; Playwright's context itself takes 16 KiB. */
  readonly headBytes: number;
  /** Interim responses (1xx) before the final one. */
  readonly interimAnswers: number;
}

/** A login response has hundreds of bytes; these limits are far above that and still harmless. */
export const usualLimits: Limits = {
  timeout: 10_000,
  bodyBytes: 1024 * 1024,
  headBytes: 15 * 1024,
  interimAnswers: 20,
};

/** A number of bytes for people. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 / 1024)} MiB`;
}
