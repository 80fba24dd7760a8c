/** The options of a team for `conformance()`. The npm package has these types as they stand here. */

/** Settings of a run. The environment and `.env` come first; paths are relative to the working directory. */
export interface ConformanceOptions {
  /** A bundled API, or the path of an OpenAPI document: `TARGET_API`. */
  readonly api?: string;
  /** The OpenAPI Overlay with the annotations of the document, if it is not beside it: `TARGET_OVERLAY`. */
  readonly overlay?: string;
  /** The base URL of the server: `TARGET_URL`. */
  readonly url?: string;
  /** A file of accounts: `TARGET_AUTH_FILE`. */
  readonly authFile?: string;
  /** An account that exists on the target: `TARGET_USERNAME`. */
  readonly username?: string;
  /** Its password, which belongs in the environment or in `.env`: `TARGET_PASSWORD`. */
  readonly password?: string;
  /** Whether names are tried that may be other people's, by default they are: `TARGET_OTHER_NAMES`. */
  readonly otherNames?: boolean;
  /** A file of keys that no JSON Web Token may be signed with: `TARGET_GUESSED_KEYS`. */
  readonly guessedKeys?: string;
  /** A second account: `TARGET_SECOND_USERNAME`. */
  readonly secondUsername?: string;
  /** Its password: `TARGET_SECOND_PASSWORD`. */
  readonly secondPassword?: string;
  /** The API client or application: `TARGET_CLIENT_ID`. */
  readonly clientId?: string;
  /** Its secret: `TARGET_CLIENT_SECRET`. */
  readonly clientSecret?: string;
  /** A key that the contract names: `TARGET_API_KEY`. */
  readonly apiKey?: string;
  /** A client without the rights that the API asks for: `TARGET_LIMITED_CLIENT_ID`. */
  readonly limitedClientId?: string;
  /** Its secret: `TARGET_LIMITED_CLIENT_SECRET`. */
  readonly limitedClientSecret?: string;
  /** Whether accounts may be registered on the target: `TARGET_ALLOW_REGISTER`. */
  readonly allowRegister?: boolean;
  /** The code that the target accepts for every account that a run registers: `TARGET_VERIFICATION_CODE`. */
  readonly verificationCode?: string;
  /** The domain of their addresses: `TARGET_ACCOUNT_DOMAIN`. */
  readonly accountDomain?: string;
  /** The header that carries the token: `TARGET_TOKEN_HEADER`. */
  readonly tokenHeader?: string;
  /** The method by which OAuth 1.0a requests are signed: `TARGET_SIGNATURE_METHOD`. */
  readonly signatureMethod?: 'HMAC-SHA1' | 'HMAC-SHA256' | 'PLAINTEXT';
  /** The request body, where the API takes both: `TARGET_BODY`. */
  readonly body?: 'form' | 'json';
  /** A path that answers GET requests signed with an issued token: `TARGET_PROBE_PATH`. */
  readonly probePath?: string;
  /** The longest wait of a case for the life and the end of a token: `TARGET_MAX_WAIT_SECONDS`. */
  readonly maxWaitSeconds?: number;
  /** The longest time of one request: `TARGET_TIMEOUT_SECONDS`. */
  readonly timeoutSeconds?: number;
  /** Whether plain `http:` to another machine is allowed: `TARGET_ALLOW_PLAIN_HTTP`. */
  readonly allowPlainHttp?: boolean;
  /** Whether the certificate of the target is left unchecked: `TARGET_INSECURE_TLS`. */
  readonly insecureTls?: boolean;
  /** `TARGET_MAX_REQUESTS_PER_SECOND`. */
  readonly maxRequestsPerSecond?: number;
  /** `TARGET_MAX_LOGINS_PER_MINUTE`. */
  readonly maxLoginsPerMinute?: number;
  /** `TARGET_MAX_REGISTRATIONS_PER_MINUTE`. */
  readonly maxRegistrationsPerMinute?: number;
  /** `TARGET_MAX_CONCURRENCY`. */
  readonly maxConcurrency?: number;
  /** The file of known deviations: `KNOWN_DEVIATIONS`. */
  readonly knownDeviations?: string;
  /** The conformance.json of an earlier run to compare with: `COMPARE_WITH`. */
  readonly compareWith?: string;
  /** A folder that keeps the report of every run: `HISTORY_DIR`. */
  readonly historyDir?: string;
  /** The lowest level that decides the exit code: `FAIL_ON`. */
  readonly failOn?: 'documented' | 'implied' | 'standard' | 'advice';
  /** The lowest level that decides for requirements about security: `FAIL_ON_SECURITY`. */
  readonly failOnSecurity?: 'documented' | 'implied' | 'standard' | 'advice';
  /** The percentage of requirements that has to be tested: `MIN_TESTED`. */
  readonly minTested?: number;
  /** A folder for reports alone: `REPORTS_DIR`. */
  readonly reportsDir?: string;
  /** The private ed25519 key that signs the result: `SIGNING_KEY`. */
  readonly signingKey?: string;
  /** Headers that every request carries: `TARGET_HEADERS`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Functions of yours that prepare a run, give it accounts and headers, and clean up after it. */
  readonly hooks?: Hooks;
}

/** An account that exists on the target. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** The accounts that a run uses. */
export interface Accounts extends Account {
  /** For cases of two users, and for invalid logins. */
  readonly second?: Account;
}

/** The functions of a team for a run. Each function is called once, and may return a promise. */
export interface Hooks {
  /** Prepares the target before its first request, such as its database. */
  readonly beforeRun?: () => unknown;
  /** Gives the accounts, unless `TARGET_USERNAME` or `TARGET_AUTH_FILE` is set. */
  readonly account?: () => Accounts | Promise<Accounts>;
  /** Gives the headers that every request carries, if `TARGET_HEADERS` is not set. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Puts the target back after the last request. It is told of the accounts that the run registered and left behind. */
  readonly reset?: (left: { readonly accounts: readonly string[] }) => unknown;
}
