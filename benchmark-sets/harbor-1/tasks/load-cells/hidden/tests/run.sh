set -e
cd tests
for input in *.in; do
  { ../cells "$input" && echo "ended well" || echo "ended $?"; } > seen.txt
  cmp seen.txt "${input%.in}.out"
done
