echo seeds/morning.txt
