set -e
python3 -B crates.py seeds/quay.txt > /tmp/out
printf '1: 61 kg, heaviest salt\n2: 300 kg, heaviest anchor\n' | diff - /tmp/out
printf 'crate 1 [ crate 2 [ crate 3 [ oil 4 ] tar 9 ] ]' > /tmp/a
test "$(python3 -B crates.py /tmp/a)" = '1: 19 kg, heaviest tar'
