printf "pump.rate=7" > one && node merge.mjs one | grep -q '"rate":"7"'
