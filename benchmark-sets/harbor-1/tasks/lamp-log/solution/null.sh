head -n 1 lamps.log
