"""stow.py FILE: unpacks a stow archive into the folder hold/ and prints what was stowed, with the first line of every text.

    archive = "STOW2" entry* end
    entry   = kind(1) mode(u16) pathBytes(u16) dataBytes(u32) path data     all numbers big-endian
    kind    = "D" folder | "F" file | "L" symbolic link, its target is the data
    end     = "E" crc32(u32) of all before

Archives come from other ports. Nothing in them may lead out of the hold.
"""

import hashlib
import os
import posixpath
import shutil
import struct
import sys
import zlib

HOLD = "hold"
MOST_ENTRIES = 512
LARGEST_ENTRY = 1 << 20
HEAD = struct.Struct(">cHHI")


class StowError(Exception):
    pass


def read_entries(raw):
    if raw[:5] != b"STOW2":
        raise StowError("not a stow archive")
    at = 5
    for _ in range(MOST_ENTRIES):
        if raw[at:at + 1] == b"E":
            if raw[at + 1:at + 5] != struct.pack(">I", zlib.crc32(raw[:at])):
                raise StowError("the checksum is wrong")
            return
        if at + HEAD.size > len(raw):
            raise StowError("ends too early")
        kind, mode, path_bytes, data_bytes = HEAD.unpack_from(raw, at)
        at += HEAD.size
        if data_bytes > LARGEST_ENTRY or at + path_bytes + data_bytes > len(raw):
            raise StowError("an entry is too large")
        path = raw[at:at + path_bytes].decode("utf-8")
        data = raw[at + path_bytes:at + path_bytes + data_bytes]
        at += path_bytes + data_bytes
        yield kind.decode("latin-1"), mode & 0o777, path, data
    raise StowError("too many entries")


def require_inside(path):
    """A path of the archive in its shortest form, which must lie in the hold."""
    if path == "" or path.startswith("/") or "\\" in path or "\0" in path:
        raise StowError(f"bad path {path!r}")
    short = posixpath.normpath(path)
    if short == ".." or short.startswith("../"):
        raise StowError(f"{path!r} leads out of the hold")
    return short


def place_of(path):
    return os.path.join(HOLD, require_inside(path))


def add_link(path, target):
    place = place_of(path)
    if target.startswith("/"):
        raise StowError(f"{target!r} is not in the archive")
    require_inside(posixpath.join(posixpath.dirname(path), target))
    os.symlink(target, place)


def add_file(path, mode, data):
    place = place_of(path)
    if os.path.islink(place):
        raise StowError(f"{path!r} is a link already")
    if os.path.islink(os.path.dirname(place)):
        raise StowError(f"{path!r} lies in a linked folder")
    with open(place, "wb") as out:
        out.write(data)
    os.chmod(place, mode | 0o400)


def unpack(raw):
    listed = []
    for kind, mode, path, data in read_entries(raw):
        if kind == "D":
            os.makedirs(place_of(path), exist_ok=True)
        elif kind == "F":
            add_file(path, mode, data)
        elif kind == "L":
            add_link(path, data.decode("utf-8"))
        else:
            raise StowError(f"unknown kind {kind!r}")
        listed.append((kind, require_inside(path)))
    return listed


def first_line(path):
    with open(os.path.join(HOLD, path), "rb") as file:
        line = file.readline(200)
    return line.decode("utf-8", "replace").rstrip() if b"\0" not in line else "(binary)"


def describe(kind, path):
    place = os.path.join(HOLD, path)
    if kind == "D" or os.path.isdir(place):
        return f"{kind} {path}/"
    if not os.path.exists(place):
        return f"{kind} {path} (leads nowhere)"
    if kind == "L":
        return f"L {path} -> {os.readlink(place)}: {first_line(path)}"
    with open(place, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:12]
    return f"F {path} {os.path.getsize(place)} bytes {digest}: {first_line(path)}"


def main():
    with open(sys.argv[1], "rb") as file:
        raw = file.read(8 << 20)
    shutil.rmtree(HOLD, ignore_errors=True)
    os.mkdir(HOLD)
    try:
        for kind, path in unpack(raw):
            print(describe(kind, path))
    except (StowError, UnicodeDecodeError, OSError) as error:
        print(f"refused: {error if isinstance(error, StowError) else type(error).__name__}")
        return 2
    return 0


sys.exit(main())
