python3 /box/solution/decode.py 1
