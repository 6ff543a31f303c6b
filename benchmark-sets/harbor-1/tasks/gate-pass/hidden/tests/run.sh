set -e
cd "$(dirname "$0")/.."
./gate controls/today.txt > tests/seen.txt
printf 'C-17: open, lane 2\nC-18: closed\nC-19: open, lane 4\n' | cmp - tests/seen.txt
./gate controls/odd.txt > tests/seen.txt
printf 'C-20: no such lane\nC-21: no such lane\nC-22: no tag\nC-23: open, lane 8\n' | cmp - tests/seen.txt
