tr 'A-Za-z' 'N-ZA-Mn-za-m' < board.txt | grep -o 'flag{[A-Za-z0-9]*}'
