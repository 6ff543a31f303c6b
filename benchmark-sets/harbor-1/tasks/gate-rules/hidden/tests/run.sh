set -e
python3 -B gate.py seeds/morning.txt > /tmp/out
printf '1: allow chart\n2: allow chart\n3: allow roster\n4: deny\n5: deny\n6: deny\n7: deny\n8: deny\n9: allow secret\n' | diff - /tmp/out
