import codecs
import os
import random
import textwrap

chance = random.Random(os.environ["SEED"])
OPEN = [
    "The light on the west mole is out until Friday. A green lamp on a pole stands for it.",
    "Vessels that fly flag B keep two cables from the coal pier.",
    "Depth at berth 7 is 6.4 metres, half a metre less than on the chart.",
    "The boom is shut from ten at night. It opens to those who have the word, and to nobody else.",
    "Found: one dinghy, blue, without oars. To be had from the porter.",
]
CORNER = [
    "Supper on Thursday, at the usual place. Bring the old chart, the new one is wrong about the bar.",
    f"For the boom say {os.environ['FLAG']} until Sunday, and say it once.",
    "The master of the Auk gives false draughts. Add two feet to whatever he tells you.",
]
chance.shuffle(OPEN)
chance.shuffle(CORNER)
with open("bulletin.txt", "w") as out:
    out.write("NOTICES TO MARINERS, week 31\n\n")
    for number, text in enumerate(OPEN, 1):
        out.write(textwrap.fill(f"{number}. {text}", 100) + "\n\n")
    out.write("CVYBGF' PBEARE\n\n")
    for text in CORNER:
        out.write(textwrap.fill(codecs.encode(f"- {text}", "rot13"), 100, break_long_words=False, break_on_hyphens=False) + "\n\n")
    out.write("Published by the office of the harbour. The flag over the office is struck at sunset.\n")
