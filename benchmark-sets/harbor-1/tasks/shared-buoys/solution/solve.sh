cat > open.py <<'P'
import json, math
buoys = json.load(open("buoys.json"))
for one in buoys:
    n = int(one["n"], 16)
    for other in buoys:
        p = math.gcd(n, int(other["n"], 16))
        if other is one or p == 1: continue
        q = n // p
        text = pow(int(one["sealed"], 16), pow(65537, -1, (p - 1) * (q - 1)), n).to_bytes(64, "big").split(b"\0")[-1].decode()
        if text.startswith("flag{"): print(text)
P
python3 open.py
