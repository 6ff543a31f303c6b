mkdir out && tar -xf survey.tape -C out
for line in out/survey/day*/line.*; do gzip -dc < "$line" 2> /dev/null; done | grep -o 'flag{[A-Za-z0-9]\{24\}}'
