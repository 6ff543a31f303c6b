echo 'pilot /vault;v=1/boom-code' > ask.txt; echo ask.txt
