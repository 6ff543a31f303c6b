"""A week of letters. The weather is public and is read out on the radio; the rest is not."""
import hashlib
import json
import os
import sys

sys.path.insert(0, "../files")
sys.dont_write_bytecode = True
import lantern

seed = os.environ["SEED"]
chance = lambda what, most: int.from_bytes(hashlib.sha256(f"{what}:{seed}".encode()).digest()[:4], "big") % most
key = hashlib.sha256(f"key:{seed}".encode()).digest()
letters = []
known = {}


def send(date, minute, berth, kind, text):
    sealed = lantern.apply(key, lantern.number_of(date, minute, berth), text.encode())
    letters.append({"date": date, "minute": minute, "berth": berth, "kind": kind, "sealed": sealed.hex()})


for day in range(3, 10):
    date = f"2031-03-{day:02}"
    for round_, minute in enumerate((240 + chance(f"m{day}", 200), 700 + chance(f"n{day}", 200))):
        winds = ("north", "north-west", "south", "east")[chance(f"w{day}{round_}", 4)]
        text = f"Weather for berth {day}: wind from {winds}, force {2 + chance(f'f{day}{round_}', 5)}, sea moderate, visibility {3 + chance(f'v{day}{round_}', 9)} miles, ice none, glass {980 + chance(f'g{day}{round_}', 50)} and falling slowly through the night."
        send(date, minute, day, "weather", text)
        known[f"{date} {minute}"] = text
        # An hour of the day has 60 minutes, the number's byte has 256: 256 minutes later it is the same number.
        if day == 6 and round_ == 0:
            send(date, minute + 256, day, "master", f"To the master of the port, by hand of the pilot. The word for the boom is {os.environ['FLAG']} until Sunday.")
        else:
            send(date, minute + 31, day, "master", f"To the master of the port: {2 + chance(f'p{day}{round_}', 5)} pilots out, the boom works, nothing else to tell today. Regards to the crew of the tug.")
letters.sort(key=lambda letter: (letter["date"], letter["minute"]))
with open("letters.json", "w") as out:
    json.dump(letters, out, indent=1)
with open("weather.json", "w") as out:
    json.dump(known, out, indent=1)
