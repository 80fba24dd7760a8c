"""What a server of Lodge remembers and answers, written from lodge.md alone."""

import hmac
import json
import secrets
import threading
import time

from variants import VARIANTS

COOKIE = "__Host-lodge"
COMMON = {"password", "password1", "password123", "qwerty123", "12345678", "123456789", "iloveyou", "11111111"}
ERRORS = {
    "invalid_request": 400,
    "invalid_credentials": 401,
    "no_session": 401,
    "invalid_token": 401,
    "invalid_csrf_token": 403,
    "wrong_password": 403,
    "not_yours": 403,
    "invalid_code": 403,
    "not_verified": 403,
    "already_verified": 409,
    "email_taken": 409,
}


def is_text(value):
    return isinstance(value, str) and value != "" and not any("\ud800" <= one <= "\udfff" for one in value)


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class User:
    def __init__(self, number, email, password):
        self.id = str(number)
        self.email = email
        self.password = password
        self.former = password
        self.verified = False


class Session:
    """An anonymous one has no user."""

    def __init__(self, user, life):
        self.id = secrets.token_urlsafe(24)
        self.user = user
        self.csrf = secrets.token_urlsafe(24)
        self.life = life
        self.ends = None if user is None else time.time() + life
        self.family = object()


class Lodge:
    def __init__(self, variant, defect):
        self.style = VARIANTS.get(variant, {})
        self.defect = defect
        self.lock = threading.RLock()
        self.users = [User(4711, "ada@lodge.example", "Gletscher-Blick-7"), User(4712, "ben@lodge.example", "Huettenzauber+9")]
        self.first = tuple(self.users)
        for one in self.first:
            one.verified = True
        self.code = f"{secrets.randbelow(900_000) + 100_000}"
        self.sessions = {}
        self.refresh = {}
        self.used = {}
        self.latest = None
        self.life = 3 if "short" in self.style or self.has("expired-accepted") else 1800

    def has(self, defect):
        return self.defect == defect

    # What a request brings.

    def session_id(self, request):
        ids = [
            pair.strip()[len(COOKIE) + 1 :]
            for pair in request.headers.get("Cookie", "").split(";")
            if pair.strip().startswith(COOKIE + "=")
        ]
        if len(ids) > 1 and self.has("two-cookies-500"):
            raise RuntimeError("two cookies")
        if not ids and self.has("session-in-query"):
            ids = request.query.get("access_token", [])
        return ids[0] if ids else None

    def session(self, request):
        """The live session of a request, a visit included."""
        given = self.session_id(request)
        if self.has("remote-user"):
            name = request.headers.get("X-Forwarded-User")
            of_name = [one for one in self.sessions.values() if one.user and one.user.email == name]
            if of_name:
                return of_name[-1]
        found = self.sessions.get(given) if given else None
        if found is None and given and self.has("cookie-prefix"):
            near = [one for id, one in self.sessions.items() if id.startswith(given) and len(given) > 20]
            found = near[0] if near else None
        if found is None and given and self.has("refresh-is-session"):
            found = self.refresh.get(given)
        if found is None or (found.ends is not None and time.time() >= found.ends and not self.has("expired-accepted")):
            return None
        if "sliding" in self.style and found.ends is not None:
            found.ends = time.time() + found.life
        return found

    def user_session(self, request):
        found = self.session(request)
        if found is None or found.user is None:
            raise Refused("no_session")
        return found

    def check_csrf(self, request, session, where):
        given = request.headers.get("X-CSRF-Token", "")
        if self.has(f"csrf-unchecked-at-{where}") or (self.has("csrf-missing-accepted") and given == ""):
            return
        if self.has("csrf-of-others-accepted") and any(one.csrf == given for one in self.sessions.values()):
            return
        if session is None or not hmac.compare_digest(session.csrf.encode(), given.encode("latin-1", "replace")):
            raise Refused("invalid_csrf_token")

    def members(self, request, *names):
        kind = request.headers.get("Content-Type", "").split(";")[0].strip().lower()
        try:
            body = json.loads(request.body.decode())
        except ValueError:
            body = None
        if kind != "application/json" or not isinstance(body, dict):
            raise Refused("invalid_request")
        values = [body.get(name) for name in names]
        if not all(is_text(value) for value in values):
            raise Refused("invalid_request")
        return values

    # Sessions.

    def begin(self, user, visit=None, family=None):
        made = Session(user, self.life)
        if user is not None and "one-session" in self.style:
            self.end([one for one in self.sessions.values() if one.user is user])
        if visit is not None and self.has("session-fixed"):
            made.id = visit.id
        if "routed" in self.style:
            made.id += ".hut3"
        if user is not None and not self.has("session-dead"):
            self.latest = made
        if not (user is not None and self.has("session-dead")):
            self.sessions[made.id] = made
        if family is not None:
            made.family = family
        return made

    def end(self, sessions):
        for one in list(sessions):
            self.sessions.pop(one.id, None)
            if not self.has("refresh-outlives-logout"):
                for token in [token for token, own in self.refresh.items() if own is one]:
                    del self.refresh[token]

    def described(self, user):
        return {"id": user.id, "email": user.email}

    def begun(self, session, status):
        token = secrets.token_urlsafe(30)
        self.refresh[token] = session
        body = {
            "user": self.described(session.user),
            "csrf_token": session.csrf,
            "refresh_token": token,
            "expires_in": session.life,
        }
        if self.has("refresh-token-null"):
            body["refresh_token"] = None
        if self.has("csrf-token-left-out"):
            del body["csrf_token"]
        return status, body, session

    # Operations.

    def csrf(self, request):
        visit = self.begin(None)
        return 200, {"csrf_token": visit.csrf}, visit

    def named(self, email):
        fold = "fold" in self.style
        return next((one for one in self.users if (one.email.lower() == email.lower() if fold else one.email == email)), None)

    def login(self, request):
        visit = self.session(request)
        self.check_csrf(request, visit, "login")
        email, password = self.members(request, "email", "password")
        user = self.named(email)
        if user is None or password not in (user.password, user.former):
            if user is not None and self.has("wrong-password-ends-sessions"):
                self.end([one for one in self.sessions.values() if one.user is user])
            raise Refused("invalid_credentials")
        if not user.verified and not self.has("unverified-logs-in"):
            raise Refused("not_verified")
        return self.begun(self.begin(user, visit), 200)

    def register(self, request):
        visit = self.session(request)
        self.check_csrf(request, visit, "register")
        email, password = self.members(request, "email", "password")
        name, _, domain = email.partition("@")
        if not name or not domain or "@" in domain or any(one.isspace() for one in email):
            raise Refused("invalid_request")
        if len(password) < 8 or password.lower() in COMMON:
            raise Refused("invalid_request")
        known = self.named(email)
        if known is not None and self.has("duplicate-overwrites"):
            known.password = known.former = password
        elif known is not None:
            raise Refused("email_taken")
        user = known or User(5000 + len(self.users), email, password)
        if known is None:
            self.users.append(user)
        return self.begun(self.begin(user, visit), 201)

    def verify(self, request):
        email, code = self.members(request, "email", "code")
        user = self.named(email)
        if user is None or (code != self.code and not self.has("code-ignored")):
            if user is not None and self.has("wrong-code-verifies"):
                user.verified = True
            raise Refused("invalid_code")
        if user.verified and not self.has("verifies-again"):
            raise Refused("already_verified")
        for one in self.users if self.has("verifies-everybody") else [user]:
            one.verified = True
        return 204, None, None

    def info(self, request):
        if self.has("info-for-visits"):
            found = self.session(request)
            if found is not None and found.user is None:
                return 200, {"user": {"id": "0", "email": "guest@lodge.example"}}, None
        session = self.user_session(request)
        user = self.latest.user if self.has("info-of-latest") and self.latest else session.user
        if "renewing" in self.style:
            del self.sessions[session.id]
            session.id = secrets.token_urlsafe(24)
            self.sessions[session.id] = session
        return 200, {"user": self.described(user)}, session if "renewing" in self.style else None

    def renew(self, request):
        (token,) = self.members(request, "refresh_token")
        session = self.refresh.pop(token, None)
        if session is None and self.has("session-is-refresh"):
            session = self.sessions.get(token)
        if session is None and self.has("refresh-reusable"):
            session = self.used.get(token)
        if session is None or session.user is None:
            if token in self.used and "family" in self.style:
                self.end([one for one in self.sessions.values() if one.family is self.used[token].family])
            raise Refused("invalid_token")
        self.used[token] = session
        if "refresh-ends-session" in self.style:
            self.end([session])
        user = session.user
        if self.has("refresh-of-another"):
            user = next(one for one in self.users if one is not session.user)
        made = self.begin(user, None, session.family)
        if self.has("refresh-dead"):
            self.sessions.pop(made.id)
        return self.begun(made, 200)

    def logout(self, request):
        session = self.user_session(request)
        self.check_csrf(request, session, "logout")
        if self.has("logout-ends-everybody"):
            self.end(list(self.sessions.values()))
        elif not self.has("logout-keeps-session"):
            self.end([session])
        return 204, None, None

    def password(self, request):
        session = self.user_session(request)
        self.check_csrf(request, session, "password")
        current, chosen = self.members(request, "current_password", "new_password")
        if session.user.password != current and not self.has("current-password-ignored"):
            raise Refused("wrong_password")
        if len(chosen) < 8 or chosen.lower() in COMMON:
            raise Refused("invalid_request")
        if not self.has("password-unchanged"):
            session.user.password = chosen
        if not self.has("old-password-works"):
            session.user.former = session.user.password
        if "password-ends-sessions" in self.style:
            self.end([one for one in self.sessions.values() if one.user is session.user and one is not session])
        return 204, None, None

    def logout_all(self, request):
        session = self.user_session(request)
        self.check_csrf(request, session, "sessions")
        all = [one for one in self.sessions.values() if one.user is session.user]
        self.end([session] if self.has("logout-all-ends-one") else all)
        return 204, None, None

    def delete(self, request):
        session = self.user_session(request)
        self.check_csrf(request, session, "account")
        given = request.path_only.rsplit("/", 1)[1]
        user = session.user
        if self.has("deletes-by-id"):
            user = next((one for one in self.users if one.id == given), user)
        elif given != user.id:
            raise Refused("not_yours")
        if not self.has("deletion-keeps-account"):
            self.users.remove(user)
        if not self.has("deleted-sessions-live"):
            self.end([one for one in self.sessions.values() if one.user is user])
        return 204, None, None

    def routes(self, path):
        if path.startswith("/accounts/"):
            return {"DELETE": self.delete}
        return {
            "/csrf": {"GET": self.csrf},
            "/login": {"POST": self.login},
            "/register": {"POST": self.register},
            "/verify": {"POST": self.verify},
            "/session": {"GET": self.info},
            "/session/refresh": {"POST": self.renew},
            "/logout": {"POST": self.logout, **({"GET": self.logout_by_get} if self.has("logout-by-get") else {})},
            "/password": {"POST": self.password},
            "/sessions": {"DELETE": self.logout_all},
        }.get(path)

    def logout_by_get(self, request):
        self.end([self.user_session(request)])
        return 204, None, None

    def answer(self, request):
        """Status, body, and headers."""
        routes = self.routes(request.path_only)
        if routes is None:
            return 404, {"error": "not_found"}, {}
        if request.command not in routes:
            return 405, {"error": "method"}, {"Allow": ", ".join(routes)}
        try:
            host = request.headers.get("Host", "")
            if "origin" in self.style and not request.headers.get("Origin", host).endswith(host):
                raise Refused("invalid_csrf_token")
            status, body, session = routes[request.command](request)
        except Refused as refused:
            status = ERRORS[refused.code]
            body = {"error": "error" if self.has("error-code-lost") else refused.code}
            if "wordy" in self.style:
                body.update(title=refused.code.replace("_", " "), status=status, hints=[])
            headers = {"WWW-Authenticate": 'Session realm="lodge"'} if status == 401 else {}
            if "visits-for-all" in self.style and status == 401:
                headers["Set-Cookie"] = self.cookie(self.begin(None).id)
            return status, body, headers
        except RuntimeError:
            return 500, {"error": "internal"}, {}
        headers = {"Cache-Control": "no-store, private"}
        if request.path_only == "/logout" and "cookie-kept" not in self.style:
            headers["Set-Cookie"] = f"{COOKIE}=; Path=/; Secure; Max-Age=0"
        if session is not None and not (self.has("register-without-cookie") and request.path_only == "/register"):
            headers["Set-Cookie"] = self.cookie(session.id)
        return status, body, headers

    def cookie(self, id):
        parts = [f"{COOKIE}={id}", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"]
        if "strict" in self.style:
            parts = [f"{COOKIE}={id}", "samesite=Strict", "httponly", "secure", "path=/", "max-age=86400"]
        dropped = {"scripts-read-cookie": "HttpOnly", "cookie-from-all-sites": "SameSite=Lax", "cookie-without-tls": "Secure"}
        return "; ".join(part for part in parts if part != dropped.get(self.defect))
