printf 'set r1 -124\nset r2 124\nprint r1 r2\n' > before.txt
echo before.txt
