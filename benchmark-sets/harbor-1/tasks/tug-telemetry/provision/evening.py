"""The voyage's secret, and what was sent that evening."""
import os
import random

chance = random.Random(int(os.environ["SEED"], 16))
with open("voyage.h", "w") as out:
    out.write(f"#define VOYAGE {chance.randrange(1, 1 << 24):#x}u\n#define STRIDE {chance.randrange(40, 211)}u\n")

places = ["north mole", "inner quay", "lock", "fairway buoy", "coal wharf", "ferry slip"]
ships = ["Sanna", "Tern", "Skua", "Holm", "Iona", "Barra"]
work = ["made fast", "let go", "turned", "towed off", "stood by", "pushed alongside"]
lines, hour, minute = [], 17, chance.randrange(30)
for number in range(chance.randrange(42, 52)):
    minute += chance.randrange(3, 9)
    hour, minute = hour + minute // 60, minute % 60
    lines.append(f"{hour:02}:{minute:02} {chance.choice(ships)} {chance.choice(work)} at the {chance.choice(places)}, line pull {chance.randrange(5, 60)} t")
lines.insert(chance.randrange(12, len(lines) - 6), f"the harbour master's word for tonight is {os.environ['FLAG']}, pass it on by voice only")
with open("evening.txt", "w") as out:
    out.write("\n".join(lines) + "\n")
