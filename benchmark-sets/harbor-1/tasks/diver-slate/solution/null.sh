tail -n 4 slates.txt | head -n 1
