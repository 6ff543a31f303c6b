python3 "$(dirname "$0")"/wreck.py wrap
