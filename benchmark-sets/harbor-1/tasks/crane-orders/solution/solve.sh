cat > forge.py <<'P'
import re, struct, urllib.error, urllib.parse, urllib.request
def primes():
    n = 2
    while True:
        if all(n % p for p in range(2, int(n ** 0.5) + 1)): yield n
        n += 1
def root3(n):
    x = int(round(n ** (1 / 3)))
    while x ** 3 > n: x -= 1
    while (x + 1) ** 3 <= n: x += 1
    return x
numbers = primes()
K = [root3(next(numbers) << 96) & 0xFFFFFFFF for _ in range(64)]
M = 0xFFFFFFFF
def ror(x, n): return (x >> n | x << 32 - n) & M
def compress(state, chunk):
    w = list(struct.unpack(">16I", chunk))
    for i in range(16, 64):
        s0 = ror(w[i-15], 7) ^ ror(w[i-15], 18) ^ w[i-15] >> 3
        s1 = ror(w[i-2], 17) ^ ror(w[i-2], 19) ^ w[i-2] >> 10
        w.append((w[i-16] + s0 + w[i-7] + s1) & M)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        t1 = (h + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + (e & f ^ ~e & M & g) + K[i] + w[i]) & M
        t2 = ((ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) + (a & b ^ a & c ^ b & c)) & M
        a, b, c, d, e, f, g, h = (t1 + t2) & M, a, b, c, (d + t1) & M, e, f, g
    return tuple((x + y) & M for x, y in zip(state, (a, b, c, d, e, f, g, h)))
def filling(length): return b"\x80" + b"\0" * ((55 - length) % 64) + struct.pack(">Q", length * 8)
at = "http://127.0.0.1:8080"
order, sealed = urllib.request.urlopen(at + "/order").read().decode().split()
more = b"&act=unlock"
for secret in range(12, 44):
    glue = filling(secret + len(order))
    done = secret + len(order) + len(glue)
    state = struct.unpack(">8I", bytes.fromhex(sealed))
    rest = more + filling(done + len(more))
    for i in range(0, len(rest), 64): state = compress(state, rest[i:i + 64])
    try:
        told = urllib.request.urlopen(f"{at}/obey?{urllib.parse.quote(order.encode() + glue + more, safe='=&')}&seal={struct.pack('>8I', *state).hex()}").read().decode()
        print(re.search(r"flag\{\w+\}", told).group(0))
        break
    except urllib.error.HTTPError:
        continue
P
python3 forge.py
