set -e
printf 'title: A\nmarks: x, y\n\n{{ "{1}-{0}-" | into("a", 3) }} {{ notice.marks | first | upper }}{%% each m in notice.marks %%}[{{ m }}]{%% end %%}' > /tmp/a.txt
python3 -B board.py /tmp/a.txt > /tmp/out
tail -n 1 /tmp/out | grep -qx '3-a- X\[x\]\[y\]'
printf 'title: B\n\n{{ station._key }}' > /tmp/b.txt
! python3 -B board.py /tmp/b.txt > /tmp/out
grep -q 'is private' /tmp/out
printf 'title: C\n\n{{ station.call_sign }}' > /tmp/c.txt
! python3 -B board.py /tmp/c.txt > /tmp/out
printf 'title: D\n\n{{ "{}, {}" | into("one", "two") }}' > /tmp/d.txt
python3 -B board.py /tmp/d.txt | grep -qx 'one, two'
