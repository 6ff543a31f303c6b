python3 -c "
import socket
s = socket.create_connection(('10.50.1.10', 2200)); s.sendall(b'HELLO lars\n'); print(s.makefile().readline())"
