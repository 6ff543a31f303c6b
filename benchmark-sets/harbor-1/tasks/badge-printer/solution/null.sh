./badge 5 nobody | sed -n 2p
