"""Expands runs: a count and a letter, such as 3a2b. Prints the length and the first letters."""
import re
import sys


def expand(text):
    return "".join([letter * int(count) for count, letter in re.findall(r"(\d{1,9})([a-z])", text)])


def main(path):
    with open(path, encoding="latin-1") as file:
        result = expand(file.read(500))
    print(len(result), result[:10])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
