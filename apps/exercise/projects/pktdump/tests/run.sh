#!/bin/sh
# Runs ./pktdump on small captures and compares what it prints.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

check() { # name, capture as printf escapes, expected output, expected exit code
  printf "$2" > "$folder/capture"
  got=$(./pktdump "$folder/capture" 2>/dev/null)
  status=$?
  if [ "$got" != "$3" ] || [ "$status" -ne "$4" ]; then
    echo "FAILED: $1: exit $status, printed: $got"
    failed=1
  fi
}

check "an empty capture has no records" 'MBC1' '0 records, 0 skipped, 0 bytes of data' 0
check "another file is refused" 'ELF!' '' 2
check "a time is printed" 'MBC1\001\004\000\000\016\021' 'time 01:00:01
1 records, 0 skipped, 0 bytes of data' 0
check "a label is printed" 'MBC1\002\006meter7' 'label meter7
1 records, 0 skipped, 0 bytes of data' 0
check "a label of thirty-two characters is printed whole" 'MBC1\002\040abcdefghijklmnopqrstuvwxyz012345' 'label abcdefghijklmnopqrstuvwxyz012345
1 records, 0 skipped, 0 bytes of data' 0
check "control characters in a label are dotted" 'MBC1\002\003a\007b' 'label a.b
1 records, 0 skipped, 0 bytes of data' 0
check "data is printed in rows" 'MBC1\003\021ABCDEFGHIJKLMNOPQ' 'data 0000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50
data 0010  51
1 records, 0 skipped, 17 bytes of data' 0
check "a reading is printed" 'MBC1\004\006\000\007\000\000\001\000' 'reading 7 = 256
1 records, 0 skipped, 0 bytes of data' 0
check "an unknown record is skipped" 'MBC1\011\001x' '1 records, 1 skipped, 0 bytes of data' 0
check "a capture that is cut off is an error" 'MBC1\002\011ab' '0 records, 0 skipped, 0 bytes of data' 1
exit $failed
