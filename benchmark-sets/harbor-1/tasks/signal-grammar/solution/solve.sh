head -c 600000 /dev/zero | tr '\0' '~' > half-mast.txt
echo A >> half-mast.txt
echo half-mast.txt
