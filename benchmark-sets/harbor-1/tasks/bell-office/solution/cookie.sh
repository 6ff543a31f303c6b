at=http://127.0.0.1:8080
curl -s -H 'Cookie: visit=abcdefgh1234' -d 'link=/book' $at/complain > /dev/null
curl -s -H 'Cookie: visit=abcdefgh1234' $at/book | tail -n 1
