printf "6 7" > one && test "$(./calc one)" = "42"
