./knot seal < note.sealed | grep -a -o 'flag{[A-Za-z0-9]*}'
