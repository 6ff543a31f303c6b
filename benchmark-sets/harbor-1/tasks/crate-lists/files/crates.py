"""crates.py FILE: weighs crates that stand in crates. A list looks like

    crate 4 [ rope 12 lamp 3 crate 2 [ salt 40 ] ]

A crate has its own weight and, between brackets, what is in it; everything else has a weight in kilograms. Prints the weight of each crate
that stands on the quay, and the heaviest thing in it.
"""

import sys


class ListError(Exception):
    pass


def split(text):
    return text.replace("[", " [ ").replace("]", " ] ").split()


def read_weight(words, at):
    if at >= len(words) or not words[at].isdigit() or len(words[at]) > 6:
        raise ListError(f"word {at + 1}: a weight is missing")
    return int(words[at]), at + 1


def read_item(words, at):
    """(name, weight, things in it) and the place after it."""
    name = words[at]
    if name in "[]" or name.isdigit():
        raise ListError(f"word {at + 1}: {name} is no name")
    weight, at = read_weight(words, at + 1)
    things = []
    if name == "crate":
        if at >= len(words) or words[at] != "[":
            raise ListError(f"word {at + 1}: a crate has brackets")
        at += 1
        while at < len(words) and words[at] != "]":
            thing, at = read_item(words, at)
            things.append(thing)
        if at >= len(words):
            raise ListError("a crate is not closed")
        at += 1
    return (name, weight, things), at


def weigh(item):
    name, weight, things = item
    return weight + sum(weigh(thing) for thing in things)


def heaviest(item):
    name, weight, things = item
    if not things:
        return weight, name
    return max(heaviest(thing) for thing in things)


def main():
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        words = split(file.read(1 << 20))
    at, number = 0, 0
    try:
        while at < len(words):
            item, at = read_item(words, at)
            number += 1
            print(f"{number}: {weigh(item)} kg, heaviest {heaviest(item)[1]}")
    except ListError as error:
        print(f"cannot read: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
