printf 'barge 1 10 2\nbarge 2 10 1\n' > ring.txt
echo ring.txt
