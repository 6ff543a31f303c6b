set -e
cd tests
for input in *.in; do
  { ../rota "$input" && echo "ended well" || echo "ended $?"; } > seen.txt
  cmp seen.txt "${input%.in}.out"
done
# Where the program lives through what it could not bear, it must behave as its comment says.
for input in *.mended; do
  if ../rota "$input" > seen.txt; then cmp seen.txt "${input%.mended}.out"; fi
done
