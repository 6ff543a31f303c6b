"""Forty buoys are lit. What a buoy feels at boot is little: some feel the same, and then calm or swell tell them apart."""
import hashlib
import json
import os
import sys

sys.path.insert(0, "../files")
sys.dont_write_bytecode = True
import buoy

seed = os.environ["SEED"]
feel = lambda what: hashlib.sha256(f"{what}:{seed}".encode()).digest()
count = 40
chosen = feel("chosen")[0] % count
twin = (chosen + 1 + feel("twin")[0] % (count - 1)) % count
buoys = []
for number in range(count):
    boot = feel(f"boot {chosen if number == twin else number}")
    n, _ = buoy.make_key(boot, feel(f"swell {number}"))
    text = f"{os.environ['FLAG']}" if number == chosen else f"light {number}: all is well"
    buoys.append({"buoy": f"B{number:02}", "n": f"{n:x}", "sealed": f"{buoy.seal(n, text.encode()):x}"})
with open("buoys.json", "w") as out:
    json.dump(buoys, out, indent=1)
