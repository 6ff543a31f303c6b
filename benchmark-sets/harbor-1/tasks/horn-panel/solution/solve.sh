python3 - <<'P'
import re
horn = open("horn", "rb").read()
for key in range(1, 256):
    for word in re.findall(rb"flag\{[A-Za-z0-9]{24}\}", bytes(byte ^ key for byte in horn)): print(word.decode())
P
