python3 /box/solution/read.py trusting
