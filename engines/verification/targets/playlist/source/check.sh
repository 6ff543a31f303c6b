printf "a s re" > one && test "$(./playlist one)" = "1: Track 1"
