echo seeds/winter.txt
