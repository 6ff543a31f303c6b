cp pilots.c before.c
sed 's/strcpy(on_call, line + 6)/snprintf(on_call, sizeof on_call, "%s", line + 6)/' before.c > pilots.c
diff -u --label a/pilots.c --label b/pilots.c before.c pilots.c > fix.patch
echo fix.patch
