head -n 1 casing.txt
