"""What was found written on the engine's casing: programs of its first owner, and what they did."""
import os

import engine

PROGRAMS = [
    "ldi r1 text\nldi r2 1\nnext: ldb r0 r1 0\njz r0 end\nout r0\nadd r1 r2\njmp next\nend: halt\ntext: .text ahoy, sluice",
    "ldi r0 0x39\nldi r1 1\nldi r2 0x30\nagain: out r0\nsub r0 r1\nmov r3 r0\nsub r3 r2\njn r3 done\njmp again\ndone: halt",
    "ldi r1 10\nldi r3 1\nmore: jz r1 end\nadd r0 r1\nsub r1 r3\njmp more\nend: out r0\nhalt",
    "ldi r1 0x20\nldi r2 0x1234\nstw r1 r2 4\nldw r3 r1 4\nldb r4 r1 5\nstb r1 r4 0\nldi r5 4\nshr r3 r5\npush r3\npop r6\nout r6\nhalt",
    "ldi r0 0x4f\ncall twice\nldi r0 0x4b\ncall twice\nhalt\ntwice: out r0\nout r0\nret",
    "ldi r1 text\nldi r2 9\ntrap 1\nhalt\ntext: .text low water",
    "ldi r1 text\ntrap 2\nout r0\nldi r1 0\ntrap 3\nout r0\nhalt\ntext: .text ABCDEFGH",
]
machine = engine.Engine(os.environ["SEED"], bytes(64) + b"12345678")
with open("casing.txt", "w") as out:
    for number, text in enumerate(PROGRAMS, 1):
        program = machine.codes.assemble(text, engine.START)
        ended, printed = machine.run(program)
        out.write(f"plate {number}\n  RUN {program.hex()}\n  {ended} {printed.hex()}\n\n")
