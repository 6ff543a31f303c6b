sed '1,/^$/d' week9.eml | base64 -d | grep -o 'flag{[A-Za-z0-9]*}'
