python3 "$(dirname "$0")"/decode.py 6
