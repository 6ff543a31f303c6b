import os
import random
import textwrap

chance = random.Random(os.environ["SEED"])


def sentence(text, width):
    """As the panel of the pump shows it: bytes in hex, a few on a line."""
    return [f";   {row}" for row in textwrap.wrap(text.encode().hex(" "), width)]


def trace(rows):
    return [";   " + chance.randbytes(12).hex(" ") for _ in range(rows)]


lines = [
    "; dredger Molly, pumps and ladder. Ask before you change anything. (1994)",
    "[ladder]", "depth_most = 18.5   ; was 19, touched the cable", "swing = 40", "; calibration, raw:", *trace(4), "offset = -0x1F", "",
    "[pump.port]", "; sum over this section before the refit: 9f3c11a07be24d58", "speed = 610",
    "; panel said this when the gland went, written down as it stood there:", *sentence("E41 GLAND TEMPERATURE OVER LIMIT, FLAG RAISED", 47), "gland_limit = 74", "",
    "[pump.starboard]", "speed = 604   ; yes, not the same as port", "; calibration, raw:", *trace(3),
    "; and the panel on the day I left, for whoever has the patience. H.:", *sentence(f"GOOD LUCK WITH HER. {os.environ['FLAG']}", 47),
    "gland_limit = 71", "",
    "[hopper]", "overflow = 0.62", "; token of the old telemetry: 5ea51de0" + chance.randbytes(12).hex(), "doors = slow", "; no comment",
]
with open("dredger.ini", "w") as out:
    out.write("\n".join(lines) + "\n")
