"""Berth control: levels in registers 0 to 15 for clerks, words of the locks in 16 to 47 for the engineer."""

import hashlib
import hmac
import os
import socketserver
import threading

SEED = os.environ["SESSION"]
PIN = f"{int(hmac.new(SEED.encode(), b'pin', hashlib.sha256).hexdigest()[:8], 16) % 100_000:05}"
ENGINEER = hmac.new(SEED.encode(), b"engineer", hashlib.sha256).hexdigest()
PINS = {"tveit": PIN, "engineer": ENGINEER}
CLERKS_END = 16
REGISTERS = [120 + int(hashlib.sha256(f"{SEED}{n}".encode()).hexdigest()[:4], 16) % 300 for n in range(CLERKS_END)]
FLAG = os.environ["FLAG"].ljust(32 * 4, "\0")
REGISTERS += [int.from_bytes(FLAG[4 * n:4 * n + 4].encode(), "big") for n in range(32)]
LOCK = threading.Lock()
LAST = [int(hmac.new(SEED.encode(), b"first number", hashlib.sha256).hexdigest()[:7], 16) + 1]


class Talk(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self):
        with LOCK:
            LAST[0] = LAST[0] * 48271 % 2147483647
            self.number = LAST[0]
        self.name = None
        for _ in range(200):
            words = self.rfile.readline(200).decode("latin-1").split()
            if not words or words[0] == "BYE":
                return
            try:
                told = self.obey(words[0], words[1:])
            except (ValueError, IndexError, ZeroDivisionError):
                told = "? cannot do that"
            self.wfile.write((told + "\n").encode())

    def obey(self, act, words):
        if act == "HAIL":
            return str(self.number)
        if act == "SIGN":
            name, response = words
            right = hashlib.sha256(f"{name}:{PINS.get(name, ENGINEER)}:{self.number}".encode()).hexdigest()[:16]
            if not hmac.compare_digest(right.encode(), response.encode()):
                return "? wrong"
            self.name = name
            return f"signed as {name}"
        if self.name is None:
            return "? sign first"
        end = len(REGISTERS) if self.name == "engineer" else CLERKS_END
        numbers = [int(word) for word in words]
        if act == "READ":
            (n,) = numbers
            return str(REGISTERS[n]) if 0 <= n < end else "? not yours"
        if act == "LIST":
            n, m = numbers
            return " ".join(str(REGISTERS[i]) if i < end else "--" for i in range(max(n, 0), min(n + m, len(REGISTERS))))
        if act == "MEAN":
            n, m = numbers
            # The first and the last must be the reader's; a span of none has no mean.
            if n >= end or n + m > end or m == 0:
                return "? not yours"
            span = [REGISTERS[i] for i in range(n, n + m, 1 if m > 0 else -1)]
            return f"{sum(span) / len(span):.2f}"
        if act == "WRITE" and self.name == "engineer":
            n, value = numbers
            REGISTERS[n] = value & 0xFFFFFFFF
            return "written"
        return "? not for you"


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", 9100), Talk).serve_forever()
