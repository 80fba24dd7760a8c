/** The files that a run writes below REPORTS_DIR; all others there are somebody else's. */

/** The page that people read. */
export const pageName = 'conformance.html';

/** The signed result, beside conformance.json. */
export const attestationName = 'conformance.intoto.jsonl';

/** The files that the harness itself writes, the page first. */
export const ownReports = [
  pageName,
  'conformance.json',
  'conformance.sarif',
  'report.json',
  attestationName,
  'repeat',
] as const;

/** All of them, with those of Playwright and its reporters. */
export const artefacts: readonly string[] = [...ownReports, 'junit.xml', 'html', 'blob', 'test-results'];
