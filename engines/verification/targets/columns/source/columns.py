"""Prints one column of a table; the first line states which, and the rows follow, columns parted by commas."""
import sys


def pick(row, column):
    return row.split(",")[column]


def main(path):
    with open(path, encoding="latin-1") as file:
        head, *rows = file.read().splitlines() or [""]
    if not head.isdigit() or len(head) > 3:
        return 1
    for row in rows:
        print(pick(row, int(head)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
