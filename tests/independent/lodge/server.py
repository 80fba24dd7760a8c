"""A server of Lodge with Python's standard library. --list prints its variants and defects; --variant and --defect choose one."""

import argparse
import gzip
import json
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from defects import DEFECTS
from lodge import Lodge
from variants import VARIANTS


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    lodge = None

    def handle_any(self):
        parts = urlsplit(self.path)
        self.path_only = parts.path
        self.query = parse_qs(parts.query)
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.lodge.lock:
            status, body, headers = self.lodge.answer(self)
        style = self.lodge.style
        pretty = "pretty" in style
        text = "" if body is None else json.dumps(body, ensure_ascii=pretty, indent=2 if pretty else None)
        data = text.encode()
        self.send_response(status)
        if body is not None:
            self.send_header("Content-Type", "application/json" + ("; charset=utf-8" if pretty else ""))
        for name, value in headers.items():
            self.send_header(name, value)
        if "more-cookies" in style:
            self.send_header("Set-Cookie", "theme=dark; Path=/; Max-Age=31536000")
            self.send_header("Set-Cookie", f"load={secrets.token_hex(4)}; Path=/; HttpOnly")
        if "gzip" in style and data and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data)
            self.send_header("Content-Encoding", "gzip")
        if "closing" in style:
            self.close_connection = True
            self.send_header("Connection", "close")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--variant", choices=VARIANTS)
    options.add_argument("--defect", choices=DEFECTS)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--list", action="store_true")
    given = options.parse_args()
    if given.list:
        print(json.dumps({"variants": VARIANTS, "defects": DEFECTS}))
        return
    lodge = Lodge(given.variant, given.defect)
    Handler.lodge = lodge
    server = Server(("127.0.0.1", given.port), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    one, other = lodge.first
    settings = {
        "TARGET_API": "lodge",
        "TARGET_URL": url,
        "TARGET_USERNAME": one.email,
        "TARGET_PASSWORD": one.password,
        "TARGET_SECOND_USERNAME": other.email,
        "TARGET_SECOND_PASSWORD": other.password,
        "TARGET_ALLOW_REGISTER": "1",
        "TARGET_VERIFICATION_CODE": lodge.code,
        **({"TARGET_MAX_WAIT_SECONDS": "5"} if lodge.life == 3 else {}),
    }
    print(json.dumps({"url": url, "settings": settings}), flush=True)
    # It ends with the process that started it, which holds the other end of its input.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
