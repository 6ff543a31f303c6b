test "$(./pilots controls/monday.txt)" = "3 pilots, on call: Joss Kittiwake" || exit 1
test "$(./pilots controls/empty.txt)" = "0 pilots, on call: nobody" || exit 1
