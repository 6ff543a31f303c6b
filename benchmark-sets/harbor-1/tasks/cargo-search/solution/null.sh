python3 "$(dirname "$0")/ask.py" 'http://127.0.0.1:8080/search?q=goods:rope' | head -n 1
