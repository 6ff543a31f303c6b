tr -d '\0' < memory.img | grep -a -o 'flag{[A-Za-z0-9]*}' | head -n 1
