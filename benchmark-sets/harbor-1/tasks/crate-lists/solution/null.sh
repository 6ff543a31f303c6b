echo seeds/quay.txt
