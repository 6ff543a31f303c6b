python3 /box/solution/make.py > key.txt
echo key.txt
