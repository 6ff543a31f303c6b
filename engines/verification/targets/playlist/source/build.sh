gcc -g -O1 -fno-omit-frame-pointer -fsanitize=address -o playlist playlist.c
