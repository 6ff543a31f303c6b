strings disk.img 2> /dev/null | head -n 1; head -c 5 disk.img
