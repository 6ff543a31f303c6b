"""A backup of the tide office: a tar archive under gzip, in which an older backup lies."""
import gzip
import io
import os
import random
import tarfile

chance = random.Random(int(os.environ["SEED"], 16))


def archive(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), 9, mtime=0)


def table(days):
    return "".join(f"day {day + 1:2} high {chance.randrange(480, 620) / 100:.2f} low {chance.randrange(30, 140) / 100:.2f}\n" for day in range(days)).encode()


notes = f"gauge 2 reads 4 cm low\nmodem: user tide, word {os.environ['FLAG']}\nspare float in the boathouse\n".encode()
older = archive([("office/tables/march.txt", table(31)), ("office/notes.txt", notes)])
with open("tide-office.tgz", "wb") as out:
    out.write(archive([("office/tables/april.txt", table(30)), ("office/notes.txt", b"all as in the last backup\n"), ("office/old/backup.tgz", older), ("office/tables/may.txt", table(31))]))
