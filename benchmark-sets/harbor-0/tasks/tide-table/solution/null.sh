echo seeds/holm.txt
