cat > day.txt <<'D'
account a 100
account b 10
desk x: move a b 5
desk y: pay b 7
order x x y y x y
D
cp tally.py before.py
python3 - <<'P'
text = open("tally.py").read()
old = "        balance = taker.cents\n        yield Wait()\n        taker.cents = balance + cents\n"
assert text.count(old) == 1
# After the wait, and in one step.
open("tally.py", "w").write(text.replace(old, "        yield Wait()\n        yield Acquire(taker.lock)\n        taker.cents += cents\n        self.scheduler.release(taker.lock)\n"))
P
diff -u --label a/tally.py --label b/tally.py before.py tally.py > fix.patch
echo day.txt fix.patch
