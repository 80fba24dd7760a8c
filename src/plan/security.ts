/** Kinds of security that requirements are about, and where OWASP ASVS 5.0, CWE and the OWASP API Security Top 10 (2023) have them. */

/** The entries of the three catalogues, each empty if it has none. */
interface Entries {
  readonly asvs: readonly string[];
  readonly cwe: readonly string[];
  readonly apiTop10: readonly string[];
}

const entries = (asvs: string, cwe: string, apiTop10 = ''): Entries => ({
  asvs: listed(asvs, 'V'),
  cwe: listed(cwe, 'CWE-'),
  apiTop10: listed(apiTop10, 'API').map((each) => `${each}:2023`),
});

function listed(numbers: string, prefix: string): string[] {
  return numbers === '' ? [] : numbers.split(' ').map((each) => prefix + each);
}

const topics = {
  'account-deletion': entries('7.4.2', '613', '2'),
  'brute-force': entries('6.3.1', '307', '2'),
  caching: entries('14.3.2', '525', '8'),
  client: entries('8.2.1', '287', '2'),
  'client-rights': entries('8.2.1', '863', '5'),
  'common-passwords': entries('6.2.4', '521', '2'),
  concurrency: entries('15.4.1', '362'),
  'cookie-host': entries('3.3.3', '784', '8'),
  'cookie-lifetime': entries('7.3.2', '613', '8'),
  'cookie-scripts': entries('3.3.4', '1004', '8'),
  'cookie-sites': entries('3.3.2', '1275', '8'),
  'cookie-transport': entries('3.3.1', '614', '8'),
  credentials: entries('7.2.1', '306', '2'),
  csrf: entries('3.5.1', '352', '8'),
  'default-accounts': entries('6.3.2', '1392', '2'),
  disclosure: entries('15.3.1', '200', '3'),
  enumeration: entries('6.3.8', '204', '2'),
  'error-details': entries('16.5.1', '209', '8'),
  expiry: entries('7.4.1 9.2.1', '613', '2'),
  injection: entries('1.2.4', '943', '8'),
  logout: entries('7.4.1', '613', '2'),
  'lookalike-identity': entries('', '180 289', '2'),
  'mass-assignment': entries('15.3.3', '915', '3'),
  'other-sessions': entries('7.4.3', '613', '2'),
  'other-way-in': entries('6.3.4', '288', '2'),
  password: entries('6.2.8', '287', '2'),
  'password-change': entries('6.2.3', '620', '2'),
  'password-length': entries('6.2.9', '521', '2'),
  'proxy-header': entries('4.1.3', '290', '2'),
  replay: entries('4.1.5', '294', '2'),
  'request-signature': entries('4.1.5', '347', '2'),
  'secret-in-url': entries('14.2.1', '598', '8'),
  'separate-users': entries('8.2.2', '639', '1'),
  'session-fixation': entries('7.2.4', '384', '2'),
  takeover: entries('8.2.2', '639', '1'),
  token: entries('7.2.1', '287', '2'),
  'token-algorithm': entries('9.1.2', '347', '2'),
  'token-claims': entries('9.2.1', '613', '2'),
  'token-entropy': entries('7.2.3', '330', '2'),
  'token-key': entries('9.1.3', '347', '2'),
  'token-signature': entries('9.1.1', '347', '2'),
  transport: entries('12.2.1', '319', '8'),
  'unexpected-type': entries('15.3.5', '1287'),
  'unhandled-error': entries('16.5.3', '755'),
  verification: entries('6.6.2', '287', '2'),
  'weak-key': entries('9.1.1', '326 1391', '2'),
} satisfies Record<string, Entries>;

/** A kind of security. */
export type SecurityTopic = keyof typeof topics;

/** The topics of requirements about security, and the entries of the catalogues that ask for it. */
export interface Security extends Entries {
  readonly topic: SecurityTopic;
}

/** The security of a topic. */
export function securityOf(topic: SecurityTopic): Security {
  return { topic, ...topics[topic] };
}
