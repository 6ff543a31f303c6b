python3 "$(dirname "$0")/ask.py" http://127.0.0.1:8080/order | tail -n 1
