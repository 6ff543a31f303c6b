cp dues.c before.c
sed 's/^  long paid_days/  if (!tariff) return 1;\n&/' before.c > dues.c
diff -u --label a/dues.c --label b/dues.c before.c dues.c > free.patch
echo 'stay Auk none 1 1' > none.txt
echo none.txt free.patch
