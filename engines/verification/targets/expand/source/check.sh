printf 3a2b > one && test "$(python3 expand.py one)" = "5 aaabb"
