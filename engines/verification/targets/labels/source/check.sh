printf "8\nGauze\n" > card && test "$(./labels card)" = "[Gauze   ]"
