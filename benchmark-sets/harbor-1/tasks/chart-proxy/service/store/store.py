"""What listens only on the proxy's own host: the charts at 8101, and the keeper's desk at 8102."""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHARTS = {"/index": "inner\nouter\n", "/inner": "4 m over the sill at low water\n", "/outer": "see also the keeper's desk, one door on\n"}


class Charts(BaseHTTPRequestHandler):
    def do_GET(self):
        self.tell(*((200, CHARTS[self.path]) if self.path in CHARTS else (404, "no such chart\n")))

    def tell(self, status, text):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Desk(Charts):
    def do_GET(self):
        if self.path == "/":
            return self.tell(200, "keeper's desk: /light /safe\n")
        if self.path == "/light":
            return self.tell(200, "the light is lit\n")
        if self.path != "/safe":
            return self.tell(404, "nothing there\n")
        # The keeper's own program says who it is; the proxy never does.
        if self.headers.get("X-Keeper") != "on-watch":
            return self.tell(401, "say who you are: X-Keeper: on-watch\n")
        self.tell(200, f"in the safe: {os.environ['FLAG']}\n")


threading.Thread(target=ThreadingHTTPServer(("127.0.0.1", 8102), Desk).serve_forever, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", 8101), Charts).serve_forever()
