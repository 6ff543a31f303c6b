"""Prints the note whose name stands in a file."""
import os
import sys


def read_note(name):
    with open(os.path.join("notes", name), encoding="utf-8") as file:
        return file.read()


def main(path):
    with open(path, encoding="latin-1") as file:
        name = file.readline().strip()
    try:
        print(read_note(name))
    except (OSError, ValueError):
        print("no such note")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
