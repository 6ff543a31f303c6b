echo seeds/june.txt
