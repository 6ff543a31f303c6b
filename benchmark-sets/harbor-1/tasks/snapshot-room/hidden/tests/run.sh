set -e
out=$(python3 restore.py tests/three.snap)
echo "$out" | grep -q '^berth   1    70 m  Barge 1 (41 m) since 01 Jan 08:00$'
echo "$out" | grep -q '^berth   2    80 m  free$'
echo "$out" | grep -q '^watch 08:00-16:00  M. Dahl$'
echo "$out" | grep -q '^BOARD OF Lang Bay$'
printf 'HSNAP2\n00\nx' > /tmp/bad.snap
! python3 restore.py /tmp/bad.snap > /tmp/out
grep -q '^refused: SnapshotError$' /tmp/out
