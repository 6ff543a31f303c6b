printf "a=1" > one && test "$(./settings one | tr -d "\n")" = "a  1"
