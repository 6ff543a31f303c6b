"""Says whether the first line of a file is a slug: words of letters, parted by hyphens."""
import re
import sys

SLUG = re.compile(r"([a-z]+-?)+$")


def is_slug(text):
    return SLUG.match(text) is not None


def main(path):
    with open(path, encoding="latin-1") as file:
        line = file.readline(200).rstrip("\n")
    print("yes" if is_slug(line) else "no")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
