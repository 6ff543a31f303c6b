import os
import random

chance = random.Random(os.environ["SEED"])
SLATES = [
    ("Ode", ["pile 3 sound", "pile 4 worm at the foot, hand deep", "out of light"]),
    ("Ode", ["plate of the sluice is overgrown", "scraped half of it, cold"]),
    ("Rin", ["net around pile 6", "cut it free, flag of the buoy is in the boat"]),
    ("Ode", ["pile 9 new sleeve, bolts good"]),
    ("Rin", ["two anodes gone on the gate", "flag{alpha} must fly while we are down, it did not"]),
]
LEFT = ("Rin", ["scraped the rest of the plate", f"it says {os.environ['FLAG']}", "nothing else on it, up now"])
SLATES.insert(chance.randrange(2, len(SLATES)), LEFT)

with open("slates.txt", "w") as out:
    for number, (diver, lines) in enumerate(SLATES, 1):
        out.write(f"slate {number}, {diver}, {chance.randrange(3, 12)} m\n")
        # Rin writes with the left hand, from the right to the left.
        out.writelines(f"    {line[::-1] if diver == 'Rin' else line}\n" for line in lines)
        out.write("\n")
