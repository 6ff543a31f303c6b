set -e
node relay.mjs < seeds/three.req > /tmp/out
printf '200 high 09:31, low 15:40\n200 noted 5 bytes\n200 two on duty\n' | diff - /tmp/out
printf 'GET /vault/boom HAIL/1\r\n\r\n' > /tmp/a
! node relay.mjs < /tmp/a > /tmp/out
grep -qx 'gate: the vault is closed' /tmp/out
printf 'POST /notes HAIL/1\r\nContent-Length: 12\r\n\r\nline\nline\r\n\r' > /tmp/b
test "$(node relay.mjs < /tmp/b)" = '200 noted 12 bytes'
printf 'GET / HAIL/1\r\nA: 1\r\na: 2\r\n\r\n' > /tmp/c
! node relay.mjs < /tmp/c > /tmp/out
