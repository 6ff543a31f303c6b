# What the gate takes for a note's value ends the head for the store.
printf 'GET /papers/tides HAIL/1\r\nNote: a\n\nGET /vault/boom HAIL/1\r\n\r\n' > in.req
echo in.req
