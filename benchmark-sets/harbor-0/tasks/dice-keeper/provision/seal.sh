start=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
printf 'Dear keeper,\nthe dice fell on %s today.\n' "$FLAG" | ./dice $((start % 1048576)) > letter.sealed
