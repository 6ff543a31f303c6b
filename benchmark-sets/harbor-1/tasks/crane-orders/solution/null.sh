curl -s http://127.0.0.1:8080/order | tail -n 1
