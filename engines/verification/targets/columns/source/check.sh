printf "1\na,b\n" > one && test "$(python3 columns.py one)" = "b"
