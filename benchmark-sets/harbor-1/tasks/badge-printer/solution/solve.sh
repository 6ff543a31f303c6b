strings -el badge | grep -o 'flag{[A-Za-z0-9]\{24\}}'
