: > empty.patch; echo seeds/monday.txt empty.patch
