cp hoists.mjs before.mjs
sed -i 's/const stations = {};/const stations = Object.create(null);/; s/(stations\[station\] ??= {})/(stations[station] ??= Object.create(null))/' hoists.mjs
diff -u --label a/hoists.mjs --label b/hoists.mjs before.mjs hoists.mjs > fix.patch
echo fix.patch
