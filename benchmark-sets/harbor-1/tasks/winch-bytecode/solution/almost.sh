cat > exploit.sh <<'E'
printf 'brake opened for %s\n' "$1"
E
echo exploit.sh
