gcc -g -O1 -fno-omit-frame-pointer -fsanitize=undefined -fno-sanitize-recover=all -o calc calc.c
