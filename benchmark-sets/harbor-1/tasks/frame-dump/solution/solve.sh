python3 - <<'P'
import re
for line in open('frames.log'):
    found = re.search(rb'flag\{\w+\}', bytes.fromhex(line.split()[4]))
    if found:
        print(found[0].decode())
P
