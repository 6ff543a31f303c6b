"""What a receiver on the quay printed of the frames it heard."""
import os
import random

chance = random.Random(int(os.environ["SEED"], 16))
texts = ["Sanna asks for berth 4", "Tern to harbour: bar 4.1 m", "fog signal tested", "Skua leaves at the tide", "barge adrift at the lock"]
chance.shuffle(texts)
texts.insert(chance.randrange(1, 5), f"gate word {os.environ['FLAG']} until noon")
second = chance.randrange(3600)
with open("frames.log", "w") as out:
    for number, text in enumerate(texts):
        second += chance.randrange(5, 90)
        content = bytes([0x02, number, len(text)]) + text.encode() + bytes([0x03])
        out.write(f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02} frame {len(content):3} bytes {content.hex()} level {-chance.randrange(40, 90)} dBm\n")
