printf "[a[b]]" > one && test "$(./nest one)" = "2"
