"""The ferry's ticket desk, one command a line. Tickets are sealed by a block cipher of our own in CBC, and filled up as in PKCS #7."""

import hashlib
import hmac
import json
import os
import socketserver

BLOCK = 16
ROUNDS = 8
SEED = bytes.fromhex(os.environ["SESSION"])
KEYS = [hashlib.sha256(SEED + bytes([number])).digest() for number in range(ROUNDS)]


def turn(key, half):
    return hashlib.sha256(key + half).digest()[:8]


def xor(a, b):
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(len(a), "big")


def seal_block(block):
    left, right = block[:8], block[8:]
    for key in KEYS:
        left, right = right, xor(left, turn(key, right))
    return right + left


def open_block(block):
    right, left = block[:8], block[8:]
    for key in reversed(KEYS):
        left, right = xor(right, turn(key, left)), left
    return left + right


def seal(text, number):
    missing = BLOCK - len(text) % BLOCK
    text += bytes([missing]) * missing
    sealed = [hmac.new(SEED, b"number %d" % number, hashlib.sha256).digest()[:BLOCK]]
    for at in range(0, len(text), BLOCK):
        sealed.append(seal_block(xor(text[at:at + BLOCK], sealed[-1])))
    return b"".join(sealed)


def open_ticket(sealed):
    """The text, or the number of what is wrong."""
    if len(sealed) < 2 * BLOCK or len(sealed) % BLOCK or len(sealed) > 1024:
        return 10
    blocks = [sealed[at:at + BLOCK] for at in range(0, len(sealed), BLOCK)]
    text = b"".join(xor(open_block(block), before) for before, block in zip(blocks, blocks[1:]))
    missing = text[-1]
    if not 1 <= missing <= BLOCK or text[-missing:] != bytes([missing]) * missing:
        return 11
    return text[:-missing]


def look_at(sealed):
    text = open_ticket(sealed)
    if isinstance(text, int):
        return f"refused {text}"
    try:
        ticket = json.loads(text)
        return f"ticket to {ticket['to']}, class {int(ticket['class'])}" if "to" in ticket else "refused 13"
    except (ValueError, TypeError, KeyError):
        return "refused 12"


class Desk(socketserver.StreamRequestHandler):
    def handle(self):
        self.number = 0
        for line in iter(lambda: self.rfile.readline(4096), b""):
            word, _, rest = line.decode("latin-1").strip().partition(" ")
            self.wfile.write((self.answer(word, rest) + "\n").encode())

    def answer(self, word, rest):
        if word == "ticket":
            self.number += 1
            return seal(json.dumps({"to": "Holm", "class": 2, "remark": os.environ["FLAG"]}).encode(), self.number).hex()
        if word == "show":
            try:
                return look_at(bytes.fromhex(rest))
            except ValueError:
                return "refused 9"
        return "say: ticket | show HEX"


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", 7000), Desk).serve_forever()
