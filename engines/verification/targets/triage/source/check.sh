printf "1 3" > one && test "$(java -cp . Triage one | tr "\n" " ")" = "minor immediate "
