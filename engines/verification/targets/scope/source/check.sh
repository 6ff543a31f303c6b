printf "20mg" > one && test "$(./scope one)" = "unit mg"
