python3 - <<'P'
import re
rows = "\n".join(re.findall(r"^;   ((?:[0-9a-f]{2} ?)+)$", open("dredger.ini").read(), re.M))
print(re.search(rb"flag\{\w{24}\}", bytes.fromhex(rows.replace("\n", " ")))[0].decode())
P
