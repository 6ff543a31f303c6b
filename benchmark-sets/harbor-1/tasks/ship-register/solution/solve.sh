for letter in 200 210 220 230 240 250 260 270 300 310 320 330; do printf "find \\$letter\n"; printf "enter \\${letter}a; 1; x\n"; done > abroad.txt
echo abroad.txt
