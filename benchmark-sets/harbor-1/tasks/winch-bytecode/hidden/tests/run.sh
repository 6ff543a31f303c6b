set -e
cd "$(dirname "$0")/.."
say() { ./winch "$1" > tests/seen.txt || true; printf "$2" | cmp - tests/seen.txt; }
say programs/count.wn 'winch 7\n5\n4\n3\n2\n1\nhorn, 32 steps\n'
say programs/cells.wn '7\n40\n40\n40\n'
say controls/squares.wn '1521\n'
say controls/above.wn 'refused: there is no such cell\n'
say controls/brake.wn 'refused: an instruction is not allowed\n'
say controls/empty.wn 'refused: the stack is empty\n'
say controls/forever.wn 'refused: the program was stopped\n'
say controls/last.wn '9\n'
