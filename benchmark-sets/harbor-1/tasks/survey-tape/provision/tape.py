"""A tar of soundings by day. Whole days are packed, whatever their name says; the boat's disk was small."""
import gzip
import io
import os
import random
import tarfile

chance = random.Random(os.environ["SEED"])
named = chance.randrange(1, 6)


def soundings(day):
    lines = [f"# line {day + 1}, heave corrected"]
    for number in range(260):
        line = f"{512000 + number * 4} {6201000 + day * 25} {chance.randrange(310, 1480) / 100:.2f}"
        if chance.random() < 0.03:
            line += " " + chance.choice(["wreck?", "rock", "weed", "cable flag on chart", "flag buoy adrift"])
        lines.append(line)
    if day == named:
        lines[chance.randrange(60, 240)] += f" rock, we call it {os.environ['FLAG']}"
    return "\n".join(lines).encode() + b"\n"


def add(tape, name, content):
    about = tarfile.TarInfo(name)
    about.size, about.mode, about.uname = len(content), 0o644, "survey"
    tape.addfile(about, io.BytesIO(content))


with tarfile.open("survey.tape", "w", format=tarfile.USTAR_FORMAT) as tape:
    add(tape, "survey/README", b"lines of the week; .xyz: east north depth remark. Days on which the disk was full are packed.\n")
    for day in range(7):
        content = soundings(day)
        packed = 1 <= day <= 5
        add(tape, f"survey/day{day + 1}/line.{'xyz' if day != 3 else 'bak'}", gzip.compress(content, mtime=0) if packed else content)
        add(tape, f"survey/day{day + 1}/heave.raw", chance.randbytes(900))
