"""The sluice does what a sealed text orders."""

import hashlib
import hmac
import os
import socketserver
import threading

import cipher

SEED = bytes.fromhex(os.environ["SESSION"])
SECRET = hmac.new(SEED, b"sluice", hashlib.sha256).digest()
LOCK = threading.Lock()
COUNT = [0]


def obey(order, number):
    words = order.split()
    if words == ["LEVEL"]:
        return "level 214 cm"
    if len(words) == 2 and words[0] == "SHUT":
        return f"gate {words[1]} is shut"
    if len(words) == 3 and words[0] == "OPEN":
        return f"gate {words[1]} opens: {os.environ['FLAG']}" if words[2] == number else "that number is not of this talk"
    return "no such order"


class Talk(socketserver.StreamRequestHandler):
    timeout = 120

    def handle(self):
        number = None
        for _ in range(200):
            words = self.rfile.readline(2000).decode("latin-1").split()
            if not words:
                return
            told = "? HELLO | ORDER TEXT SEAL"
            if words == ["HELLO"]:
                with LOCK:
                    COUNT[0] += 1
                    number = hmac.new(SEED, b"talk %d" % COUNT[0], hashlib.sha256).hexdigest()[:8]
                told = number
            elif words[0] == "ORDER" and len(words) == 3 and number:
                try:
                    text, sealed = (bytes.fromhex(word) for word in words[1:])
                    if hmac.compare_digest(cipher.seal(SECRET, text), sealed):
                        told = " | ".join(obey(order, number) for order in text.decode("ascii").split(";")[:8])
                    else:
                        told = "? the seal is wrong"
                except ValueError:
                    told = "? cannot read that"
            self.wfile.write((told + "\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", 7200), Talk).serve_forever()
