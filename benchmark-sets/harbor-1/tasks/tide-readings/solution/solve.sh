echo "bar: 1 2 3 4 5 6 7 8" > full.txt
echo full.txt
