cat > open.py <<'P'
import re, socket
line = socket.create_connection(("127.0.0.1", 7000))
read = line.makefile("rb")
def ask(lines):
    line.sendall("".join(one + "\n" for one in lines).encode())
    return [read.readline().decode().strip() for _ in lines]
ticket = bytes.fromhex(ask(["ticket"])[0])
blocks = [ticket[at:at + 16] for at in range(0, len(ticket), 16)]
text = b""
for before, block in zip(blocks, blocks[1:]):
    middle = bytearray(16)
    for at in range(15, -1, -1):
        fill = 16 - at
        tries = []
        for guess in range(256):
            forged = bytearray(16)
            forged[at] = guess
            for later in range(at + 1, 16): forged[later] = middle[later] ^ fill
            tries.append(bytes(forged))
        good = [n for n, told in enumerate(ask([f"show {(one + block).hex()}" for one in tries])) if told != "refused 11"]
        if len(good) > 1:
            # Only what still holds when the byte before is another ends in 01.
            good = [n for n in good if ask([f"show {(tries[n][:at - 1] + b'!' + tries[n][at:] + block).hex()}"])[0] != "refused 11"]
        middle[at] = good[0] ^ fill
    text += bytes(a ^ b for a, b in zip(middle, before))
print(re.search(rb"flag\{\w+\}", text).group(0).decode())
P
python3 open.py
