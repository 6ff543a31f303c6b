printf "a,c,b" > one && test "$(./route one)" = "3 hops, largest c"
