"""A small template language for notices: {{ value | filter("argument") | filter }}, {% each x in list %} … {% end %}."""

import re

TOKEN = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.S)
WORD = re.compile(r'\s*(?:(?P<text>"[^"]*")|(?P<number>\d+)|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<sign>[|(),]))')


class LeafletError(ValueError):
    pass


def look_up(context, path):
    first, *rest = path.split(".")
    if first not in context:
        raise LeafletError(f"there is no {first}")
    value = context[first]
    for name in rest:
        # What begins with _ is Python's own affair, not a notice's.
        if name.startswith("_"):
            raise LeafletError(f"{name} is private")
        value = value[name] if isinstance(value, dict) else getattr(value, name)
        if callable(value):
            raise LeafletError(f"{name} is no value")
    return value


def words_of(source):
    at = 0
    source = source.strip()
    while at < len(source):
        found = WORD.match(source, at)
        if not found:
            raise LeafletError(f"cannot read {source[at:at + 10]!r}")
        yield found.lastgroup, found.group(found.lastgroup)
        at = found.end()


class Expression:
    """value ('|' filter ['(' value (',' value)* ')'])*"""

    def __init__(self, source, context, filters):
        self.words = list(words_of(source))
        self.at = 0
        self.context = context
        self.filters = filters

    def peek(self):
        return self.words[self.at] if self.at < len(self.words) else (None, None)

    def take(self, sign=None):
        kind, word = self.peek()
        if kind is None or (sign and word != sign):
            raise LeafletError(f"expected {sign or 'a value'}")
        self.at += 1
        return kind, word

    def value(self):
        kind, word = self.take()
        if kind == "text":
            return word[1:-1]
        if kind == "number":
            return int(word)
        if kind == "name":
            return look_up(self.context, word)
        raise LeafletError(f"{word} is no value")

    def evaluate(self):
        value = self.value()
        while self.peek()[1] == "|":
            self.take("|")
            name = self.take()[1]
            if name not in self.filters:
                raise LeafletError(f"there is no filter {name}")
            arguments = []
            if self.peek()[1] == "(":
                self.take("(")
                while self.peek()[1] != ")":
                    arguments.append(self.value())
                    if self.peek()[1] == ",":
                        self.take(",")
                self.take(")")
            value = self.filters[name](value, *arguments)
        if self.at < len(self.words):
            raise LeafletError("too many words")
        return value


FILTERS = {
    "upper": lambda value: str(value).upper(),
    "title": lambda value: str(value).title(),
    "pad": lambda value, width: str(value).ljust(min(width, 80)),
    "join": lambda value, by=", ": str(by).join(map(str, value)),
    "first": lambda value: value[0],
    "default": lambda value, other: value if value not in (None, "", []) else other,
    "into": lambda value, *parts: str(value).format(*parts),
}


def render(template, context, filters=FILTERS):
    pieces = []
    loops = []
    at = 0
    while found := TOKEN.search(template, at):
        pieces.append(template[at:found.start()])
        at = found.end()
        if found.group(1) is not None:
            pieces.append(str(Expression(found.group(1), context, filters).evaluate()))
            continue
        words = found.group(2).split()
        if len(words) == 4 and words[0] == "each" and words[2] == "in":
            items = list(look_up(context, words[3]))[:100]
            loops.append((words[1], items, at, context))
            if not items:
                raise LeafletError("a loop over nothing")
            context = {**context, words[1]: items.pop(0)}
        elif words == ["end"] and loops:
            name, items, start, outer = loops[-1]
            if items:
                context = {**outer, name: items.pop(0)}
                at = start
            else:
                context = outer
                loops.pop()
        else:
            raise LeafletError(f"cannot read {found.group(2)!r}")
        if sum(map(len, pieces)) > 100_000:
            raise LeafletError("too long")
    if loops:
        raise LeafletError("a loop has no end")
    return "".join(pieces) + template[at:]
