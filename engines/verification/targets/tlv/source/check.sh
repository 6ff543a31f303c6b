printf "\\001\\003abc" > one && test "$(./tlv one)" = "1 3 294"
