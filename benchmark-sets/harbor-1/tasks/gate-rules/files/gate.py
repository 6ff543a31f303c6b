"""gate.py FILE: decides requests to the harbour's document store, one "badge path" a line, by the rules in rules.conf.

The first rule that fits decides; "deny" stands where none fits. A pattern's * is within one name, ** goes across names.
"""

import posixpath
import re
import sys
from urllib.parse import unquote

STORE = {
    "/charts/approach": "chart",
    "/charts/inner": "chart",
    "/notices/today": "notice",
    "/pilots/roster": "roster",
    "/vault/boom-code": "secret",
    "/vault/manifest": "secret",
}


def to_regex(pattern):
    parts = []
    for piece in re.split(r"(\*\*|\*)", pattern):
        parts.append({"**": ".*", "*": "[^/]*"}.get(piece, re.escape(piece)))
    return re.compile("".join(parts) + r"\Z", re.I)


class Rule:
    def __init__(self, line):
        self.verdict, badges, pattern = line.split()
        if self.verdict not in ("allow", "deny"):
            raise ValueError(line)
        self.badges = frozenset(badges.split(","))
        self.regex = to_regex(pattern)

    def fits(self, badge, path):
        return ("any" in self.badges or badge in self.badges) and self.regex.match(path) is not None


def read_rules(name):
    with open(name, encoding="utf-8") as file:
        return [Rule(line) for line in file if line.strip() and not line.startswith("#")]


def clean(target):
    """The path of a request as the rules know it: decoded, without query, with single slashes and no dots."""
    path = unquote(target.split("?", 1)[0])
    if not path.startswith("/"):
        path = "/" + path
    return posixpath.normpath(re.sub(r"/+", "/", path))


def fetch(path):
    """What the store has under a path. A name may carry a version, as in /charts/inner;v=3."""
    names = [name.split(";", 1)[0] for name in path.split("/")]
    return STORE.get(posixpath.normpath("/".join(names)).lower())


def decide(rules, badge, target):
    path = clean(target)
    verdict = next((rule.verdict for rule in rules if rule.fits(badge, path)), "deny")
    if verdict == "deny":
        return "deny"
    found = fetch(path)
    return f"allow {found}" if found else "allow nothing"


def main():
    rules = read_rules("rules.conf")
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file.read(100_000).split("\n"), 1):
            words = line.split()
            if len(words) == 2:
                print(f"{number}: {decide(rules, *words)}")
            elif words:
                print(f"{number}: cannot read")
    return 0


sys.exit(main())
