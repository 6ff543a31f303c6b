echo seeds/ferries.txt
