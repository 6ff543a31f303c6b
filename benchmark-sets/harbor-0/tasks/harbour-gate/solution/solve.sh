echo | ./gate | grep -o 'flag{[A-Za-z0-9]*}'
