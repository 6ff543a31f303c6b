printf "1 2 -1" > one && test "$(./jobs one)" = "1 running"
