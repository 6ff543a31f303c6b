head -n 1 draws.txt
