python3 "$(dirname "$0")/ask.py" "http://127.0.0.1:8080/search?q=owner:%22x%27or%271%27=%271%22" | head -n 1
