"""Runs what it is given, a program a line: RUN HEX."""

import hashlib
import hmac
import os
import socketserver

import engine

SEED = os.environ["SESSION"]
SAFE = os.environ["FLAG"].encode().ljust(64, b"\0") + hmac.new(SEED.encode(), b"key of the safe", hashlib.sha256).digest()[:8]


class Talk(socketserver.StreamRequestHandler):
    timeout = 120

    def handle(self):
        for _ in range(5000):
            word, _, rest = self.rfile.readline(1600).decode("latin-1").strip().partition(" ")
            if not word:
                return
            told = "? RUN HEX"
            if word == "RUN":
                try:
                    program = bytes.fromhex(rest)
                    if len(program) > 640:
                        raise ValueError(rest)
                    ended, printed = engine.Engine(SEED, SAFE).run(program)
                    told = f"{ended} {printed.hex()}"
                except ValueError:
                    told = "? up to 640 bytes in hex"
            self.wfile.write((told + "\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", 7300), Talk).serve_forever()
