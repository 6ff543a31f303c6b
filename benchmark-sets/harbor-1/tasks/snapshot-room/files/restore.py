"""restore.py FILE: shows the board that a snapshot holds.

A snapshot is the line HSNAP2, a line with the SHA-256 of what follows in hex, and a pickled Board. Snapshots come by mail
from other harbours, so only names of the modules that a board is made of are let in.
"""

import hashlib
import hmac
import io
import pathlib
import pickle
import sys

from records import Board, read_template

TRUSTED = {"records", "datetime", "collections"}
LARGEST = 1 << 20


class SnapshotError(ValueError):
    pass


class BoardUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if module not in TRUSTED:
            raise SnapshotError(f"a board has nothing of {module}")
        if name.startswith("_"):
            raise SnapshotError(f"{module}.{name} is private")
        return super().find_class(module, name)

    def persistent_load(self, pid):
        raise SnapshotError("a board refers to nothing outside it")


def open_snapshot(raw: bytes) -> Board:
    head, digest, body = (raw.split(b"\n", 2) + [b"", b""])[:3]
    if head != b"HSNAP2" or len(raw) > LARGEST:
        raise SnapshotError("not a snapshot")
    if not hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), digest):
        raise SnapshotError("the snapshot is damaged")
    board = BoardUnpickler(io.BytesIO(body)).load()
    if not isinstance(board, Board):
        raise SnapshotError("holds no board")
    return board


def describe(board: Board) -> list[str]:
    lines = [line.replace("{harbour}", str(board.harbour)) for line in read_template("board.txt")]
    for number, berth in board.berths.items():
        lying = "free" if berth.is_free() else f"{berth.vessel.name} ({berth.vessel.length_m} m) since {berth.vessel.arrived:%d %b %H:%M}"
        lines.append(f"berth {number:>3}  {berth.length_m:>4} m  {lying}")
    for watch in board.watches:
        lines.append(f"watch {watch.begins:%H:%M}-{watch.ends:%H:%M}  {watch.officer}")
    lines.extend(f"remark  {remark}" for remark in board.remarks)
    return lines


def seal(text: str) -> str:
    """What a harbour that shares our key can check."""
    key = pathlib.Path("watch.key").read_bytes()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]


def main() -> int:
    try:
        board = open_snapshot(pathlib.Path(sys.argv[1]).read_bytes())
        text = "\n".join(describe(board))
    except (SnapshotError, pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError, IndexError, KeyError, ImportError) as error:
        print(f"refused: {type(error).__name__}")
        return 2
    print(text)
    if "--seal" in sys.argv:
        print(f"seal {seal(text)}")
    return 0


sys.exit(main())
