# Builds the tree a second time, in fuzzing/tree, with what tells the fuzzer which branches were taken.
# usage: sh guide.sh BUILD   (ends with an error where no program that can be guided comes of it)
find . -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.cxx' | grep -v '^./fuzzing/' | grep -q . || exit 1
set -e
here=$PWD/fuzzing
gcc -O2 -c -o "$here/coverage.o" "$here/coverage.c"
mkdir -p "$here/bin" "$here/tree"
for name in cc gcc c++ g++; do
  real=$(command -v $name)
  cat > "$here/bin/$name" <<END
#!/bin/sh
case " \$* " in *" -c "*|*" -E "*|*" -M"*) exec $real -fsanitize-coverage=trace-pc,trace-cmp "\$@";; esac
exec $real -fsanitize-coverage=trace-pc,trace-cmp "\$@" $here/coverage.o
END
  chmod +x "$here/bin/$name"
done
tar --exclude=./fuzzing -cf - . | tar -xf - -C "$here/tree"
cd "$here/tree"
# So that make does it all again.
find . -type f -exec touch {} +
PATH=$here/bin:$PATH sh -c "$1"
