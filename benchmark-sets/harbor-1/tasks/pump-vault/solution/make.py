# All that lies before the memory is taken into it, changed there and put back: port 0 gets the key's address, under its own cover.
CONSTANT = 0x9E3779B97F4A7C15
BEFORE, PORT, KEY = 124, 8, 72
change = (PORT * CONSTANT ^ KEY * CONSTANT) & (1 << 64) - 1
lines = [f"set r1 -{BEFORE}", f"set r2 {BEFORE}", "copy r0 r1 r2"]
for half in range(2):
    word = change >> 32 * half & 0xFFFFFFFF
    word -= (word >> 31) << 32
    lines += [f"set r3 {KEY + 4 * half}", "load r4 r3", f"set r5 {word}", "xor r4 r5", f"set r3 {PORT + 4 * half}", "store r4 r3"]
lines += ["copy r1 r0 r2", "set r6 60", "show 0 r6"]
print("\n".join(lines))
