set -e
python3 evening.py
gcc -O2 -s -o tugcast tugcast.c
./tugcast evening.txt > evening.sig
