strings -n 6 keeper 2>/dev/null | tail -1
