grep -c master letters.json
