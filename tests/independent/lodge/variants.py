"""Legal choices that lodge.md leaves to a server. Each variant turns several of them on, so that few runs see all."""

VARIANTS = {
    "renewing": {
        "renewing": "A new session id comes with each token info.",
        "strict": "The cookie is for its own site only, written in small letters, and for a day.",
        "family": "A refresh token that is used again ends what followed from its login.",
        "wordy": "Errors have more members.",
        "more-cookies": "There are cookies that are no session.",
        "visits-for-all": "A refusal begins a visit and sets its cookie.",
    },
    "sliding": {
        "sliding": "A session lasts from its last use.",
        "cookie-kept": "A logout leaves the cookie.",
        "refresh-ends-session": "A refresh ends the session before.",
        "fold": "Addresses are compared without regard to case.",
        "pretty": "JSON is indented, and has a charset.",
    },
    "one-session": {
        "one-session": "A login ends the user's other sessions.",
        "password-ends-sessions": "A change of the password ends the user's other sessions.",
        "origin": "Requests from other sites are refused.",
        "routed": "The name of a server stands behind the id.",
        "gzip": "Bodies are compressed.",
    },
    "short": {"short": "Sessions end after three seconds.", "closing": "Each connection is closed after its response."},
}
