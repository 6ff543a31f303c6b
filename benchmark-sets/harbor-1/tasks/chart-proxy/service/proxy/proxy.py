"""The chart proxy: fetches charts from the harbours that are in its list, so that ships need one address only."""

import re
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

HARBOURS = {"skerry.charts": ("127.0.0.1", 8101), "holm.charts": ("127.0.0.1", 8101)}
LARGEST = 65_536


class Refused(Exception):
    pass


def place_of(url):
    """Host, port and path to ask. Hosts are those of the list, or numbered hosts that are not our own."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        raise Refused("only http")
    host = (parts.hostname or "").lower()
    if host in HARBOURS:
        return host, *HARBOURS[host], parts.path or "/"
    if not re.fullmatch(r"[0-9a-fx.]+", host):
        raise Refused(f"{host or 'nobody'} is not in the list")
    if re.match(r"(127|10|0|169\.254|192\.168)\.", host) or host in ("0", "localhost"):
        raise Refused("that is our own network")
    try:
        return host, host, parts.port or 80, unquote(parts.path) or "/"
    except ValueError:
        raise Refused("bad port") from None


def fetch(url):
    name, host, port, path = place_of(url)
    try:
        with socket.create_connection((host, port), 3) as line:
            line.sendall(f"GET {path} HTTP/1.0\r\nHost: {name}\r\nVia: chart-proxy\r\n\r\n".encode("latin-1", "replace"))
            parts = []
            while sum(map(len, parts)) < LARGEST and (part := line.recv(4096)):
                parts.append(part)
    except OSError as error:
        raise Refused(f"{name} did not answer: {type(error).__name__}") from None
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    return int(status[0]) if status and status[0].isdigit() else 502, body


class Proxy(BaseHTTPRequestHandler):
    def do_GET(self):
        if not self.path.startswith("/fetch?url="):
            return self.tell(404, b"GET /fetch?url=http://skerry.charts/index\n")
        try:
            self.tell(*fetch(unquote(self.path.removeprefix("/fetch?url="))))
        except (Refused, ValueError) as error:
            self.tell(403, f"refused: {error}\n".encode())

    def tell(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("0.0.0.0", 8080), Proxy).serve_forever()
