"""The crane's order desk. Whoever shows an order with its seal is obeyed."""

import hashlib
import hmac
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

SEED = hashlib.sha256(os.environ["SESSION"].encode()).hexdigest()
# From 12 to 43 letters, as the harbour chose it.
SECRET = (SEED[2:] + SEED[:2])[: 12 + int(SEED[:2], 16) % 32].encode()


def seal(order):
    return hashlib.sha256(SECRET + order).hexdigest()


def obey(order):
    told = dict(parse_qsl(order.decode("latin-1"), keep_blank_values=True, encoding="latin-1"))
    if told.get("act") == "lift":
        return f"crane {told.get('crane', '?')} lifts"
    if told.get("act") == "unlock":
        return f"crane {told.get('crane', '?')} is unlocked, its word is {os.environ['FLAG']}"
    return "no such act"


class Desk(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        if address.path == "/order":
            order = b"crane=3&act=lift&by=visitor"
            return self.tell(200, f"{order.decode()}\n{seal(order)}")
        if address.path == "/obey":
            order, _, sealed = address.query.rpartition("&seal=")
            # The order is sealed as bytes: what a line cannot carry is percent-encoded once around it.
            raw = unquote_to_bytes(order)
            if not hmac.compare_digest(seal(raw).encode(), sealed.encode()):
                return self.tell(403, "the seal is wrong")
            return self.tell(200, obey(raw))
        self.tell(404, "GET /order or /obey?ORDER&seal=HEX")

    def tell(self, status, text):
        content = (text + "\n").encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", 8080), Desk).serve_forever()
