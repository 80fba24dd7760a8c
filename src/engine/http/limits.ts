/** What a target may cost: bounds for one request, whatever the server does. */

/** Bounds for one request and its answer. */
export interface Limits {
  /** Milliseconds from sending to the last byte. */
  readonly timeout: number;
  /** Bytes of a body, as it travels and decoded. */
  readonly bodyBytes: number;
  /** Bytes of status line and headers together; Playwright's context itself takes 16 KiB. */
  readonly headBytes: number;
  /** Interim answers (1xx) before the real one. */
  readonly interimAnswers: number;
}

/** An answer to a login has hundreds of bytes; these bounds are far above any and far below what hurts. */
export const usualLimits: Limits = {
  timeout: 10_000,
  bodyBytes: 1024 * 1024,
  headBytes: 15 * 1024,
  interimAnswers: 20,
};

/** A number of bytes as people read it. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 / 1024)} MiB`;
}
