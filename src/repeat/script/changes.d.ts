/** What a step does to a password, a token, a secret; undefined when it would not change it. */
export const changes: Readonly<Record<string, (text: string) => string | undefined>>;
