tail -n 2 customs.mbox
