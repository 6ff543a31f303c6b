test "$(./cranes controls/shift.txt)" = "job 1
job 2
job 3
3 done" || exit 1
test "$(./cranes controls/cancel.txt)" = "job 1
job 2
job 4
3 done" || exit 1
