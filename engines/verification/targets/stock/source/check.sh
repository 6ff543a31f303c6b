printf "1 2" > one && test "$(./stock one | tr "\n" " ")" = "saline gloves "
