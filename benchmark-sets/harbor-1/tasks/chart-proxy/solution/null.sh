python3 "$(dirname "$0")/ask.py" 'http://10.31.1.10:8080/fetch?url=http://skerry.charts/index'
