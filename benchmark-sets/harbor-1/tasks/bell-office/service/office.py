"""The complaints office: visitors leave a complaint with a link, and the master looks at each one."""

import hashlib
import hmac
import html
import os
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = os.environ["SESSION"]
PASSWORD = hmac.new(SECRET.encode(), b"master", hashlib.sha256).hexdigest()
LOCK = threading.Lock()
SESSIONS = {}
MOST_SESSIONS = 2000
COUNT = [0]


def new_session():
    COUNT[0] += 1
    return hmac.new(SECRET.encode(), str(COUNT[0]).encode(), hashlib.sha256).hexdigest()[:32]


def is_session(text):
    return 8 <= len(text) <= 64 and text.isalnum()


def page(title, *lines):
    return "<h1>" + html.escape(title) + "</h1>\n" + "\n".join(f"<p>{html.escape(line)}</p>" for line in lines) + "\n"


def serve(method, target, cookie, form):
    """(status, cookie to set or None, page); the whole office, which a browser and the master's browser use alike."""
    address = urlsplit(target)
    query = parse_qs(address.query)
    sent = query.get("visit", [cookie])[0] or cookie
    with LOCK:
        if not is_session(sent) or (sent not in SESSIONS and len(SESSIONS) >= MOST_SESSIONS):
            sent = new_session()
        session = SESSIONS.setdefault(sent, {"name": None})
    setting = sent if sent != cookie else None
    if address.path == "/" and method == "GET":
        return 200, setting, page("Complaints office", f"You are {session['name'] or 'a visitor'}.", "POST /complain with link=… and the master will look at it.", "POST /login with name=… and word=…", "GET /book is for the master.")
    if address.path == "/login" and method == "POST":
        if form.get("name") != "master" or not hmac.compare_digest(form.get("word", "").encode(), PASSWORD.encode()):
            return 403, setting, page("No", "The name or the word is wrong.")
        session["name"] = "master"
        return 200, setting, page("Welcome", "You are the master.")
    if address.path == "/book" and method == "GET":
        if session["name"] != "master":
            return 403, setting, page("No", "The book is for the master.")
        return 200, setting, page("The book", "12 complaints about the bell.", f"The bell is unlocked by {os.environ['FLAG']}.")
    if address.path == "/complain" and method == "POST":
        link = form.get("link", "")
        if not link.startswith("/") or len(link) > 300:
            return 400, setting, page("No", "A link leads to a page of this office, as in /book.")
        master_looks_at(link)
        return 200, setting, page("Thank you", "The master has looked at it, and has signed out and in again as every time.")
    return 404, setting, page("No", "There is no such page.")


def master_looks_at(link):
    """A browser with nothing in it opens the link, and its user then signs in, as the page before the book demands."""
    jar = ""
    for method, target, form in (("GET", link, {}), ("POST", "/login", {"name": "master", "word": PASSWORD}), ("GET", "/book", {})):
        if urlsplit(target).path == "/complain":
            return
        _, setting, _ = serve(method, target, jar, form)
        jar = setting or jar


class Office(BaseHTTPRequestHandler):
    def answer(self):
        length = min(int(self.headers.get("Content-Length") or 0), 4096)
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode("utf-8", "replace")).items()}
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get("visit")
        status, setting, text = serve(self.command, self.path, morsel.value if morsel else "", form)
        content = text.encode()
        self.send_response(status)
        if setting:
            self.send_header("Set-Cookie", f"visit={setting}; HttpOnly; SameSite=Strict; Path=/")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", 8080), Office).serve_forever()
