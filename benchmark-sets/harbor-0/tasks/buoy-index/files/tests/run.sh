test "$(./buoys controls/evening.txt)" = "4 sightings
buoy 0: 7
buoy 3: 6
buoy 15: 1" || exit 1
test "$(./buoys controls/calm.txt)" = "0 sightings" || exit 1
