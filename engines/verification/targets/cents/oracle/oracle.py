"""What cents.py should print, by whole numbers only."""
import re
import sys

with open(sys.argv[1], encoding="latin-1") as file:
    lines = file.read(2000).split()
if all(re.fullmatch(r"\d{1,6}\.\d\d", line, re.ASCII) for line in lines):
    print(sum(int(line.replace(".", "")) for line in lines))
else:
    print("not amounts")
