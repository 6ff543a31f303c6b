printf "03-01" > date && test "$(./calendar date)" = "60"
