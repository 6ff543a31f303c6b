python3 -c "
import socket
s = socket.create_connection(('127.0.0.1', 7000)); s.sendall(b'ticket\n'); print(s.makefile().readline())"
