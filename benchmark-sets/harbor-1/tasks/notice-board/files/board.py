"""board.py FILE: prints a notice. Lines "name: value" come first, then an empty line, then the text, a leaflet template.

Skippers write notices; what they may show is the notice, the tides and the station's public data.
"""

import pathlib
import sys

import leaflet

TIDES = [{"at": "03:12", "metres": "0.4"}, {"at": "09:31", "metres": "3.9"}, {"at": "15:40", "metres": "0.6"}]


class Station:
    """The station speaks to the coast radio; its call key must not leave it."""

    def __init__(self, name, channel, key_file):
        self.name = name
        self.channel = channel
        self._key = pathlib.Path(key_file).read_text(encoding="utf-8").strip()

    def call_sign(self):
        return f"{self.name[:3].upper()}{sum(self._key.encode()) % 100:02}"


class Notice:
    def __init__(self, fields):
        self.title = fields.get("title", "Notice")
        self.berth = fields.get("berth", "")
        self.author = fields.get("author", "")
        self.marks = [mark.strip() for mark in fields.get("marks", "").split(",") if mark.strip()]


def read_notice(text):
    head, _, body = text.partition("\n\n")
    fields = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            raise leaflet.LeafletError(f"cannot read {line!r}")
        fields[name.strip().lower()] = value.strip()
    return Notice(fields), body


def main():
    station = Station("Skerry", 12, "call.key")
    try:
        notice, body = read_notice(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace"))
        text = leaflet.render(body, {"notice": notice, "station": station, "tides": TIDES})
    except (leaflet.LeafletError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        print(f"not shown: {type(error).__name__}: {error}")
        return 2
    print(f"== {notice.title} == ({station.call_sign()[:3]}, channel {station.channel})")
    print(text.rstrip())
    return 0


sys.exit(main())
