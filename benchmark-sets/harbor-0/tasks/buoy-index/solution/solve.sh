cp buoys.c before.c
sed 's/^    lights\[buoy\] += flashes;/    if (buoy < 0 || buoy >= 16) continue;\n&/' before.c > buoys.c
diff -u --label a/buoys.c --label b/buoys.c before.c buoys.c > fix.patch
echo fix.patch
