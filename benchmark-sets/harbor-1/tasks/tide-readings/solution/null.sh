echo seeds/gale.txt
