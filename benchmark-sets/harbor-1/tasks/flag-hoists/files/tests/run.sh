set -e
node hoists.mjs controls/week.txt > /tmp/out
printf 'mast: mostly red\n  red 3, last at 08:39\n  blue 1, last at 06:10\npier: mostly blue\n  blue 1, last at 05:00\n' | diff - /tmp/out
printf '10:00 a x 2 x\n09:00 b 1\n' > /tmp/a.txt
node hoists.mjs /tmp/a.txt > /tmp/out
printf 'a: mostly x\n  x 2, last at 10:00\n  2 1, last at 10:00\nb: mostly 1\n  1 1, last at 09:00\n' | diff - /tmp/out
