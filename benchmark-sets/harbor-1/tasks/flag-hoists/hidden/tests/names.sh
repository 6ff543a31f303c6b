set -e
printf '01:00 prototype length size\n02:00 prototype map\n' > /tmp/b.txt
node hoists.mjs /tmp/b.txt > /tmp/out
printf 'prototype: mostly length\n  length 1, last at 01:00\n  map 1, last at 02:00\n  size 1, last at 01:00\n' | diff - /tmp/out
