# Chance, and yet the same for the same sample: the first six digits of its seed.
start=$(printf %d "0x$(printf %.6s "$SEED")")
printf 'Dear keeper,\nthe dice fell on %s today.\n' "$FLAG" | ./dice $((start % 1048576)) > letter.sealed
