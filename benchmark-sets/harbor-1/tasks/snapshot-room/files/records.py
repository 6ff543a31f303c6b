"""What the board of a harbour keeps: berths, what lies at them, and who is on watch."""

import datetime
import pathlib
from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass
class Vessel:
    name: str
    length_m: int
    arrived: datetime.datetime


@dataclass
class Berth:
    number: int
    length_m: int
    vessel: Vessel | None = None

    def is_free(self) -> bool:
        return self.vessel is None


@dataclass
class Watch:
    officer: str
    begins: datetime.time
    ends: datetime.time


@dataclass
class Board:
    harbour: str
    berths: "OrderedDict[int, Berth]" = field(default_factory=OrderedDict)
    watches: list[Watch] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_template(name: str) -> list[str]:
    """The head of the printed board, which each harbour may replace."""
    path = pathlib.Path("templates") / name
    if not path.exists():
        return ["BOARD OF {harbour}", "-" * 40]
    return path.read_text(encoding="utf-8").splitlines()
