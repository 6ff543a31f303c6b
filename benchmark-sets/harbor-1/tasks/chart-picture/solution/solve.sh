python3 - <<'P'
import re, zlib
content = open('chart.png', 'rb').read()
at = content.index(b'zTXt') + 4
note = zlib.decompressobj().decompress(content[at + len(b'Comment') + 2:]).decode()
print(re.search(r'flag\{\w+\}', note)[0])
P
