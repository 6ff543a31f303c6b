./mask > secret.h && gcc -O1 -s -I. -o gate ../files/gate.c
