i=0
while [ $i -lt 256 ]; do
  printf 'pass 7\nholder Nobody\nlane 1\ntag %02x\n\n' $i
  i=$((i + 1))
done > passes.txt
echo passes.txt
