grep -c B buoys.json
