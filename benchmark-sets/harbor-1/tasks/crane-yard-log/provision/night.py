"""Two nights of lifts. What drivers remark is free text, so the journal keeps it in base64; so it does with readings of the load cell."""
import base64
import os
import random

chance = random.Random(os.environ["SEED"])
REMARKS = [
    "sling changed, old one frayed", "waited for the lorry", "wind from the gate, slow", "flag of the foreman was red, stopped",
    "twist lock stuck, hammer", "the box leaks, told the office", "no remark", "flag{like-a-rag} says the bosun of the wind sock",
    "lamp 4 on the jib is dark", "two boxes in one go, sorry", "tea", "box stood across the line",
]
WORD = f"spare key of the cabin hangs where it did, word is {os.environ['FLAG']} now"


def field(data):
    return base64.b64encode(data).decode()


def night(day, lifts, with_word):
    minute = 20 * 60 + chance.randrange(20)
    at = chance.randrange(lifts // 3, lifts - 10) if with_word else -1
    for lift in range(lifts):
        minute += chance.randrange(1, 6)
        clock = f"2031-05-{day + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:{chance.randrange(60):02}Z"
        line = f"{clock} crane={chance.randrange(1, 4)} op={chance.choice(['lift', 'lower', 'shift'])} box=HBRU{chance.randrange(10**7):07} kg={chance.randrange(2000, 30480)}"
        if chance.random() < 0.7:
            line += f" cell={field(chance.randbytes(chance.choice([12, 18, 24])))}"
        if lift == at:
            line += f" remark={field(WORD.encode())}"
        elif chance.random() < 0.25:
            line += f" remark={field(chance.choice(REMARKS).encode())}"
        yield line


for name, day, with_word in (("crane.log.1", 4, True), ("crane.log", 5, False)):
    with open(name, "w") as out:
        out.writelines(f"{line}\n" for line in night(day, 180, with_word))
