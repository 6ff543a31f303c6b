echo seeds/late.txt
