/** Signals by which a user, a terminal or the system asks a process to end, and which it can answer. */

export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGXCPU'] as const;
