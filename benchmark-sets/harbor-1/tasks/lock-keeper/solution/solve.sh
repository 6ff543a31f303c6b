python3 /box/solution/solve.py
