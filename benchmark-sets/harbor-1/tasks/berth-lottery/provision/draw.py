import hashlib
import os
import sys

sys.path.insert(0, "../files")
sys.dont_write_bytecode = True
import lottery

seed = os.environ["SEED"]
wheel = lottery.Wheel(hashlib.sha256(f"wheel:{seed}".encode()).digest()[:16])
ships = ["Ane Marit", "Holm", "Skerry Maid", "Lang", "Petrel", "Rask II", "Tern", "Barge 9"]
with open("draws.txt", "w") as out:
    for number in range(1, 121):
        # Some draws were taken back and stand nowhere; the wheel had been turned all the same.
        berth = wheel.berth()
        if number % 10 != 7:
            out.write(f"draw {number:>3}  {ships[number % 8]:<12} berth {berth}\n")
with open("letter.sealed", "wb") as out:
    out.write(lottery.seal(wheel, f"The winner's word is {os.environ['FLAG']}; show it to the porter.".encode()))
