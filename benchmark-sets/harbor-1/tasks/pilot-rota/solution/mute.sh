cp rota.cc before.cc
sed 's/^  void Board() const {/&\n    if (row_.empty()) return;/' before.cc > rota.cc
diff -u --label a/rota.cc --label b/rota.cc before.cc rota.cc > mute.patch
echo mute.patch
