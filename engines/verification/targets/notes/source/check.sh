printf monday > one && test "$(python3 notes.py one)" = "Order gauze."
