s=$(python3 "$(dirname "$0")/ask.py" http://127.0.0.1:8080/order | tail -n 1)
python3 "$(dirname "$0")/ask.py" "http://127.0.0.1:8080/obey?crane=3&act=lift&by=visitor&act=unlock&seal=$s"
