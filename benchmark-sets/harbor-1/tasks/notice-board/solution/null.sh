echo seeds/lost.txt
