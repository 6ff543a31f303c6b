python3 "$(dirname "$0")/ask.py" -d name=me http://127.0.0.1:8080/pass
