printf 'POST /notes HAIL/1\r\nContent-Length: 1\r\nContent-Length: 28\r\n\r\nxGET /vault/boom HAIL/1\r\n\r\n' > in.req
echo in.req
