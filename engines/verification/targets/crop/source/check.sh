printf "01abcdefgh" > one && test "$(./crop one)" = "abcdefgh"
