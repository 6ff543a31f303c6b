set -e
node boom.mjs seeds/night.json > /tmp/out
printf '1 blasts, signed T? Tveit\nlamp red for 9 s\nthe key is in the safe\n' | diff - /tmp/out
echo '{"ship":{"lamp":3},"requests":[]}' > /tmp/a.json
! node boom.mjs /tmp/a.json > /tmp/out
grep -q '^refused: SettingsError$' /tmp/out
echo '{"ship":{"a.b.c":1,"a":{"b":{"d":2}},"lamp.colour":"blue"},"requests":[{"act":"lamp"}]}' > /tmp/b.json
test "$(node boom.mjs /tmp/b.json)" = 'lamp blue for 6 s'
