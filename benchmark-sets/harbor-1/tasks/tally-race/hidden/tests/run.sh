set -e
run() { printf "$1" > /tmp/day.txt; python3 -B tally.py /tmp/day.txt > /tmp/out; printf "$2" | diff - /tmp/out; }
run 'account a 10\naccount b 5\ndesk x: move a b 4; take b 20; pay b 1\n' 'x: moved 4 to b, which has 9\nx: b has only 9\nx: b has 10\na: 6\nb: 10\n'
run 'account a 10\ndesk x: take a 6\ndesk y: take a 6\norder x y x y\n' 'x: a has 4\ny: a has only 4\na: 4\n'
run 'account a 10\naccount b 0\ndesk x: move a b 10\ndesk y: move b a 10\norder x x x x y\n' 'x: moved 10 to b, which has 10\ny: moved 10 to a, which has 10\na: 10\nb: 0\n'
# Two that move against each other must not wait for each other for ever.
printf 'account a 10\naccount b 10\ndesk x: move a b 1\ndesk y: move b a 2\norder x y x x y y\n' > /tmp/day.txt
python3 -B tally.py /tmp/day.txt | tail -n 2 | tr '\n' ' ' | grep -q '^a: 11 b: 9 $'
python3 -B tally.py seeds/closing.txt | grep -q '^one: tugs closed with 110$'
