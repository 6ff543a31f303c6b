printf "1.50\n2.25\n" > one && test "$(python3 cents.py one)" = "375"
