cp /box/solution/chain.py . && python3 chain.py flag
