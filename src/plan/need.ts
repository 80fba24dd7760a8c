/** What must be configured or allowed before a case can run. */
export type Need = 'second-account' | 'registration' | 'client' | 'limited-client' | 'probe-path' | 'wait';
