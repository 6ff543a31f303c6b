cp anchor.c before.c
sed "s/^  long east = watch->sum_east/  if (watch->fixes == 0) return 1;\n&/" before.c > anchor.c
diff -u --label a/anchor.c --label b/anchor.c before.c anchor.c > silent.patch
echo silent.patch
