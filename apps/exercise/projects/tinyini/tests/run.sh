#!/bin/sh
# Runs ./tinyini on small files and compares what it prints.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

check() { # name, expected output, expected exit code; the file is standard input
  name=$1 expected=$2 code=$3
  cat > "$folder/file.ini"
  got=$(./tinyini "$folder/file.ini" 2>/dev/null)
  status=$?
  if [ "$got" != "$expected" ] || [ "$status" -ne "$code" ]; then
    echo "FAILED: $name: exit $status, printed: $got"
    failed=1
  fi
}

check "entries are sorted and sections are named" "net.host=pump-3
net.port=502" 0 <<'EOF'
[net]
port = 502
host = pump-3
EOF

check "comments and empty lines are skipped" "name=x" 0 <<'EOF'
# first
; second

name = x
EOF

check "quotes keep blanks and escapes are read" "text=  a \"b\"  " 0 <<'EOF'
text = "  a \"b\"  "
EOF

check "the last of two equal keys counts" "k=two" 0 <<'EOF'
k = one
k = two
EOF

check "a value of sixty-three characters is kept whole" "path=/srv/plant/station-seven/pumps/primary/telemetry/archive/2026/6" 0 <<'EOF'
path = /srv/plant/station-seven/pumps/primary/telemetry/archive/2026/6
EOF

check "a continued line is one value" "list=alpha, beta, gamma" 0 <<'EOF'
list = alpha, \
beta, \
gamma
EOF

check "a line without an equals sign is an error" "" 1 <<'EOF'
[net]
port
EOF

check "an open quote is an error" "" 1 <<'EOF'
text = "abc
EOF

exit $failed
