import hashlib
import hmac
import json
import os
import sys

sys.path.insert(0, "../files")
sys.dont_write_bytecode = True
import sextant

seed = bytes.fromhex(os.environ["SEED"])
draw = lambda what: hmac.new(seed, what.encode(), hashlib.sha512).digest()
x = int.from_bytes(draw("mate"), "big") % sextant.Q
logins = []
for number in range(9):
    challenge = draw(f"challenge heard {number}")[:16].hex()
    tries = iter(range(100))
    r, s = sextant.sign(x, challenge, lambda count: draw(f"chance {number} {next(tries)}")[:count])
    logins.append({"challenge": challenge, "r": f"{r:x}", "s": f"{s:x}"})
with open("logins.json", "w") as out:
    json.dump({"name": "lars", "y": f"{pow(sextant.G, x, sextant.P):x}", "logins": logins}, out, indent=1)
