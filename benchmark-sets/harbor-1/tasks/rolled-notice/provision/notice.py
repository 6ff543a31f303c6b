"""Notices of the fishermen's board; one is turned by thirteen letters, as the board does with answers to riddles."""
import codecs
import os
import random

chance = random.Random(int(os.environ["SEED"], 16))
notices = [
    "FOR SALE: two nets, hardly torn. Ask for Bo.",
    "LOST: one boat hook, between the lock and the ferry slip.",
    "The choir of the pilots meets on Tuesday.",
    "RIDDLE: What goes up and down and never leaves the harbour? Who has the answer gets a herring.",
]
chance.shuffle(notices)
answer = codecs.encode(f"The tide, of course. Whoever reads this says {os.environ['FLAG']} at the smokehouse.", "rot13")
notices.insert(chance.randrange(1, 5), f"ANSWER TO THE RIDDLE (turned, so that nobody reads it by mistake): {answer}")
with open("board.txt", "w") as out:
    out.write("\n--\n".join(notices) + "\n")
