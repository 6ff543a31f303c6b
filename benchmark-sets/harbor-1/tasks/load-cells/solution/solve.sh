printf '\001\000\000\000\377\377' > less.rec
echo less.rec
