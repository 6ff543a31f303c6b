printf "dose-rate" > one && test "$(python3 slugs.py one)" = "yes" && printf "Dose" > two && test "$(python3 slugs.py two)" = "no"
