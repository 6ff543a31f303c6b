printf "2 3 + p" > one && test "$(./machine one)" = "5"
