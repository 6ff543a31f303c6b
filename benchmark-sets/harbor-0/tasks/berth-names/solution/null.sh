echo seeds/north.txt
