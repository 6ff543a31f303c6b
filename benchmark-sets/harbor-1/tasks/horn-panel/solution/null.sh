strings horn | tail -n 1
