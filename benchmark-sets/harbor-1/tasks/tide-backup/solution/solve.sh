tar -xzf tide-office.tgz -C .
tar -xzf office/old/backup.tgz -C .
grep -o 'flag{[A-Za-z0-9]*}' office/notes.txt
