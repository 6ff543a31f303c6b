tr A-Za-z N-ZA-Mn-za-m < bulletin.txt | grep -o 'flag{[A-Za-z0-9]\{24\}}'
