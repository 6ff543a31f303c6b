python3 /box/solution/play.py -1
