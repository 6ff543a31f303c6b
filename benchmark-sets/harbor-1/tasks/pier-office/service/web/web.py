"""The front of the pier office: bulletins for everyone, and the clerks' desk with its line test."""

import hashlib
import hmac
import os
import posixpath
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SEED = os.environ["SESSION"]
SESSION = hmac.new(SEED.encode(), b"desk session", hashlib.sha256).hexdigest()[:24]
NOTE, DESK_NOTE = os.environ["NOTE"], os.environ["DESK_NOTE"]
# A clerk's pin has five digits.
PIN = f"{int(hmac.new(SEED.encode(), b'pin', hashlib.sha256).hexdigest()[:8], 16) % 100_000:05}"
SALT = hmac.new(SEED.encode(), b"salt", hashlib.sha256).hexdigest()[:8]


def write_configuration():
    digest = hashlib.sha1(f"{SALT}${PIN}".encode())
    for _ in range(49):
        digest = hashlib.sha1(digest.digest())
    with open("desk.conf", "w", encoding="utf-8") as out:
        out.write(
            f"# the desk's settings. Note for the next who reads this: {NOTE}\n"
            f"clerk = tveit\nsalt = {SALT}\n"
            f"# sha1 of salt$pin (five digits), and sha1 of that (20 bytes) again, 50 rounds in all\npin = {digest.hexdigest()}\n"
            "control = 10.40.2.20:9100\nmanual = manual/control.txt\n"
        )


def read_bulletin(name):
    """A bulletin by its name; steps upwards are taken out."""
    path = posixpath.normpath("bulletins/" + name.replace("../", ""))
    if path.startswith(("/", "..")) or len(path) > 100:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(20_000)
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def test_line(host, port, text):
    """Says something to a machine of the office and tells what it answers."""
    if not host.startswith("10.40.2.") or not port.isdigit():
        return "only machines of the office"
    try:
        with socket.create_connection((host, int(port)), 3) as line:
            line.sendall(text.encode()[:2000])
            line.shutdown(socket.SHUT_WR)
            answer = b""
            while len(answer) < 20_000 and (part := line.recv(4096)):
                answer += part
            return answer.decode("utf-8", "replace")
    except (OSError, OverflowError) as error:
        return f"no answer: {type(error).__name__}"


class Front(BaseHTTPRequestHandler):
    def answer(self):
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        length = min(int(self.headers.get("Content-Length") or 0), 8192)
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode("utf-8", "replace")).items()}
        signed = hmac.compare_digest(self.headers.get("Cookie", "").encode(), f"desk={SESSION}".encode())
        if address.path == "/":
            return self.tell(200, "PIER OFFICE\n/bulletin?name=tides.txt\n/bulletin?name=office.txt\n/desk\n")
        if address.path == "/bulletin":
            text = read_bulletin(query.get("name", [""])[0])
            return self.tell(200, text) if text is not None else self.tell(404, "no such bulletin\n")
        if address.path == "/desk" and self.command == "POST":
            if form.get("name") != "tveit" or form.get("pin") != PIN:
                return self.tell(403, "name or pin is wrong\n")
            return self.tell(200, "signed in\n", ("Set-Cookie", f"desk={SESSION}"))
        if address.path == "/desk":
            return self.tell(200, f"THE DESK\nnote: {DESK_NOTE}\nPOST /line host=… port=… text=… tests a line to a machine of the office\n") if signed else self.tell(403, "sign in: POST name=… pin=…\n")
        if address.path == "/line" and self.command == "POST":
            return self.tell(200, test_line(form.get("host", ""), form.get("port", ""), form.get("text", ""))) if signed else self.tell(403, "sign in\n")
        self.tell(404, "no such page\n")

    do_GET = do_POST = answer

    def tell(self, status, text, *headers):
        content = text.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


write_configuration()
ThreadingHTTPServer(("0.0.0.0", 80), Front).serve_forever()
