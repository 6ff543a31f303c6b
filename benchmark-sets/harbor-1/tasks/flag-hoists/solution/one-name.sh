cp hoists.mjs before.mjs
sed -i 's/for (const signal of signals) /for (const signal of signals) if (signal !== "constructor") /' hoists.mjs
diff -u --label a/hoists.mjs --label b/hoists.mjs before.mjs hoists.mjs > fix.patch
echo fix.patch
