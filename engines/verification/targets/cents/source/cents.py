"""Adds amounts such as 1.10, one a line, and prints the sum in cents."""
import re
import sys


def total(amounts):
    return int(sum(float(amount) for amount in amounts) * 100)


def main(path):
    with open(path, encoding="latin-1") as file:
        lines = file.read(2000).split()
    if not all(re.fullmatch(r"\d{1,6}\.\d\d", line, re.ASCII) for line in lines):
        print("not amounts")
        return 1
    print(total(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
