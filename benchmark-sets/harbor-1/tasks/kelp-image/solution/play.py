import re, struct, sys, zlib
image = open("disk.img", "rb").read()
blocks = [image[at:at + 32] for at in range(0, len(image), 32)]
_, count, first_inode, inodes, first_journal, journal = struct.unpack("<6sHHHHH", blocks[0][:16])
records = []
for at in range(first_journal, first_journal + journal, 2):
    mark, _, number, block, minute, crc = struct.unpack("<cBIHII16x", blocks[at])
    if mark == b"J" and zlib.crc32(blocks[at + 1]) == crc: records.append((number, block, blocks[at + 1]))
def read(inode):
    kind, length, name, size, block, _ = struct.unpack("<BB14sHHI", blocks[inode][:24])
    text, seen = b"", set()
    while kind and block and block not in seen:
        seen.add(block)
        after, used, check = struct.unpack("<HBB", blocks[block][:4])
        text += bytes(byte ^ (31 * block + 17 * i + (block >> 3)) & 255 for i, byte in enumerate(blocks[block][4:]))[:used]
        block = after
    return name[:length], text[:size]
found = []
for number, block, before in sorted(records, reverse=True):
    cleared = first_inode <= block < first_inode + inodes and blocks[block] == bytes(32)
    blocks[block] = before
    if cleared and before != bytes(32):
        name, text = read(block)
        if name == b"boom.txt": found.append(re.search(rb"flag\{\w+\}", text).group(0).decode())
print(found[int(sys.argv[1])])
