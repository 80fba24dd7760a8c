/** Whether a status is what a contract writes as `404`, `4XX` or `default`, which is neither success nor server error. */
export function statusMatches(status: number, pattern: string): boolean {
  if (pattern === 'default') return status >= 300 && status < 500;
  if (/^\dXX$/i.test(pattern)) return Math.floor(status / 100) === Number(pattern[0]);
  return status === Number(pattern);
}
