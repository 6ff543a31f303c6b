{ printf '1='; head -c 300 /dev/zero | tr '\0' A; echo; } > crash.txt
echo crash.txt
