"""Writes lamps.log: what nine lamps report about every five seconds. One of them does not tremble by chance."""
import hashlib
import os
import random

SEED = os.environ["SEED"]
rolls = random.Random(int(hashlib.sha256(SEED.encode()).hexdigest(), 16))
LAMPS = 9
SYNC = "1110100111001010"
bits = "".join(f"{byte:08b}" for byte in os.environ["FLAG"].encode())
frame = SYNC + bits
silence = 40 + rolls.randrange(60)
traitor = rolls.randrange(LAMPS)
carried = [None] * silence + [int(bit) for bit in frame * 6] + [None] * 30

lines = []
for lamp in range(LAMPS):
    moment = 18_000_000 + rolls.randrange(5_000)
    for number in range(len(carried) + 1):
        # The radio loses some reports.
        if rolls.random() > 0.025:
            lines.append((moment, f"lamp-{lamp + 1:02} report {number + 1} {('ok', 'ok', 'ok', 'dim')[rolls.randrange(4)]} {210 + rolls.randrange(30)} V {rolls.randrange(3, 40)} ms"))
        if number < len(carried):
            wobble = rolls.gauss(0, 130)
            if lamp == traitor and carried[number] is not None:
                wobble = (150 if carried[number] else -150) + rolls.gauss(0, 38)
            moment += 5_000 + round(max(-400, min(400, wobble)))
lines.sort()
with open("lamps.log", "w") as out:
    for moment, text in lines:
        seconds, ms = divmod(moment, 1_000)
        out.write(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03} {text}\n")
