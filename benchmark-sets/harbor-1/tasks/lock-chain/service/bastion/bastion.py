"""The bastion: whoever proves to be the mate is led on to the machines of the canal."""

import hashlib
import hmac
import os
import select
import socket
import socketserver
import threading

import sextant

SEED = bytes.fromhex(os.environ["SESSION"])
X = int.from_bytes(hmac.new(SEED, b"mate", hashlib.sha512).digest(), "big") % sextant.Q
Y = pow(sextant.G, X, sextant.P)
CANAL = {"keeper": ("10.50.2.20", 7100), "sluice": ("10.50.2.30", 7200)}
LOCK = threading.Lock()
COUNT = [0]


def next_challenge():
    with LOCK:
        COUNT[0] += 1
        return hmac.new(SEED, b"challenge %d" % COUNT[0], hashlib.sha512).digest()[:16].hex()


class Talk(socketserver.StreamRequestHandler):
    timeout = 120
    rbufsize = 0

    def handle(self):
        challenge, is_mate = None, False
        for _ in range(100):
            words = self.rfile.readline(600).decode("latin-1").split()
            if not words:
                return
            told = "? say HELP"
            if words[0] == "HELP":
                told = "HELLO name | PROVE r s" + (" | NOTE | MANUAL | RELAY keeper | RELAY sluice" if is_mate else "")
            elif words == ["HELLO", "lars"]:
                challenge = next_challenge()
                told = challenge
            elif words[0] == "PROVE" and len(words) == 3 and challenge:
                try:
                    is_mate = sextant.is_signed(Y, challenge, int(words[1], 16), int(words[2], 16))
                except ValueError:
                    is_mate = False
                challenge = None
                told = "welcome" if is_mate else "? that is not right"
            elif is_mate and words == ["NOTE"]:
                told = os.environ["NOTE"]
            elif is_mate and words == ["MANUAL"]:
                with open("manual.txt", encoding="utf-8") as file:
                    told = file.read() + "."
            elif is_mate and words[0] == "RELAY" and words[-1] in CANAL:
                return self.relay(CANAL[words[-1]])
            self.wfile.write((told + "\n").encode())

    def relay(self, place):
        try:
            far = socket.create_connection(place, 5)
        except OSError:
            return self.wfile.write(b"? no answer\n")
        self.wfile.write(b"relayed\n")
        with far:
            while True:
                ready, _, _ = select.select([self.connection, far], [], [], 120)
                if not ready:
                    return
                for line in ready:
                    part = line.recv(4096)
                    if not part:
                        return
                    (far if line is self.connection else self.connection).sendall(part)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", 2200), Talk).serve_forever()
