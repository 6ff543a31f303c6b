tail -n 1 week9.eml
