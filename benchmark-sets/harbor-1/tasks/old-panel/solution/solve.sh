python3 - <<'P'
import re
content = open('panel', 'rb').read()
found = re.search(rb'f\0l\0a\0g\0\{\0(?:\w\0)+\}\0', content)
print(found[0].decode('utf-16-le'))
P
