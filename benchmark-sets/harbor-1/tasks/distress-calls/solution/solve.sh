{ printf 'DCR1\334\000\000\000\001\001N\170'; head -c 120 /dev/zero | tr '\0' A; } > long.dcr
echo long.dcr
