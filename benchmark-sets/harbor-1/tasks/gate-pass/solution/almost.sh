printf 'pass 7\nholder Nobody\nlane 1\ntag 0011223344556677\n' > passes.txt
echo passes.txt
