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
text = text.replace("        giver.cents -= cents\n        self.scheduler.release(giver.lock)\n        balance = taker.cents\n", "        giver.cents -= cents\n        yield Acquire(taker.lock)\n        balance = taker.cents\n")
text = text.replace("        taker.cents = balance + cents\n", "        taker.cents = balance + cents\n        self.scheduler.release(taker.lock)\n        self.scheduler.release(giver.lock)\n")
open("tally.py", "w").write(text)
P
diff -u --label a/tally.py --label b/tally.py before.py tally.py > fix.patch
echo day.txt fix.patch
