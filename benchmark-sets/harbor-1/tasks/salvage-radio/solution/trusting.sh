python3 "$(dirname "$0")"/read.py trusting
