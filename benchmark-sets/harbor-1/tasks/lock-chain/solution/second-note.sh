cp "$(dirname "$0")"/chain.py . && python3 chain.py notes
