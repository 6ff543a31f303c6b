import json, socket, struct, sys
from fractions import Fraction
import sextant
Q = sextant.Q

def reduce(basis, delta=Fraction(3, 4)):
    """LLL (Lenstra, Lenstra, Lovász 1982), in exact fractions."""
    n = len(basis)
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    stars, mu = [None] * n, [[Fraction(0)] * n for _ in range(n)]
    def orthogonalise(i):
        star = [Fraction(x) for x in basis[i]]
        for j in range(i):
            mu[i][j] = dot(basis[i], stars[j]) / norms[j]
            star = [x - mu[i][j] * y for x, y in zip(star, stars[j])]
        stars[i] = star
        norms[i] = dot(star, star)
    norms = [Fraction(0)] * n
    for i in range(n): orthogonalise(i)
    k = 1
    while k < n:
        for j in range(k - 1, -1, -1):
            q = round(mu[k][j])
            if q:
                basis[k] = [x - q * y for x, y in zip(basis[k], basis[j])]
                for i in range(j): mu[k][i] -= q * mu[j][i]
                mu[k][j] -= q
        if norms[k] >= (delta - mu[k][k - 1] ** 2) * norms[k - 1]: k += 1
        else:
            m, lower, upper = mu[k][k - 1], norms[k - 1], norms[k]
            total = upper + m * m * lower
            basis[k], basis[k - 1] = basis[k - 1], basis[k]
            mu[k][k - 1] = m * lower / total
            norms[k], norms[k - 1] = lower * upper / total, total
            for j in range(k - 1): mu[k][j], mu[k - 1][j] = mu[k - 1][j], mu[k][j]
            for i in range(k + 1, n):
                above = mu[i][k]
                mu[i][k] = mu[i][k - 1] - m * above
                mu[i][k - 1] = above + mu[k][k - 1] * mu[i][k]
            k = max(k - 1, 1)
    return basis

heard = json.load(open("logins.json"))
y = int(heard["y"], 16)
logins = heard["logins"][:7]
size, bound = len(logins), 1 << 128
ts, us = [], []
for login in logins:
    r, s = int(login["r"], 16), int(login["s"], 16)
    ts.append(pow(s, -1, Q) * r % Q)
    us.append(pow(s, -1, Q) * sextant.digest(login["challenge"]) % Q)
basis = [[Q * Q if i == j else 0 for j in range(size)] + [0, 0] for i in range(size)]
basis += [[Q * t for t in ts] + [bound, 0], [Q * u for u in us] + [0, bound * Q]]
x = None
for row in reduce(basis):
    for sign in (1, -1):
        guess = sign * row[size] // bound % Q
        if pow(sextant.G, guess, sextant.P) == y: x = guess
assert x is not None

class Line:
    def __init__(self, *commands):
        self.socket = socket.create_connection(("10.50.1.10", 2200))
        self.file = self.socket.makefile("rb")
        challenge = self.ask("HELLO lars")
        assert self.ask("PROVE %x %x" % sextant.sign(x, challenge)) == "welcome"
    def ask(self, text):
        self.socket.sendall((text + "\n").encode())
        return self.file.readline().decode().strip()

def own(act, before=b""):
    """A backward jump over a number that is tightened leads three bytes too far back: into the number that hides the act."""
    hidden = b"\x02\0" + bytes([act, 0, 0]) + b"\x07"
    over = b"\x02\0\0\0\1"
    jump = len(over)
    return before + hidden + over + b"\x08" + bytes([(-(jump + 1)) & 0xFF])

bastion = Line()
notes = [bastion.ask("NOTE")]
keeper = Line()
assert keeper.ask("RELAY keeper") == "relayed"
def run(code):
    assert keeper.ask("LOAD " + code.hex()).startswith("loaded")
    return keeper.ask("RUN").split()[0]
notes.append(run(own(0xF1)))
if sys.argv[1] == "notes":
    print(notes[1])
    sys.exit()
def encipher(block):
    # The number over which the jump leads, 1, is on top of the stack when the act runs: the block lies in cells 1 to 4.
    store = b"".join(b"\x02" + block[4 * i:4 * i + 4] + b"\x0b" + bytes([i + 1]) for i in range(4))
    # A word below 256 would be tightened as well; the jump does not lead over it.
    return bytes.fromhex(run(own(0xF0, store)))
sluice = Line()
assert sluice.ask("RELAY sluice") == "relayed"
number = sluice.ask("HELLO")
text = b"LEVEL;".ljust(16) + f"OPEN 3 {number}".encode().ljust(16)
last = bytes(16)
for at in range(0, len(text), 16): last = encipher(bytes(a ^ b for a, b in zip(text[at:at + 16], last)))
told = sluice.ask(f"ORDER {text.hex()} {last.hex()}")
print(told[told.index("flag{"):])
