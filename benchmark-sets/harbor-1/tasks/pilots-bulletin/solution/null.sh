grep -o 'synt{.*}' bulletin.txt
