"""Runs an agent program in a sandbox that has no network, and carries its HTTP requests to the host.

    python3 bridge.py -- PROGRAM ARGUMENT...   serve 127.0.0.1, run the program with the address in its environment
    python3 bridge.py --mcp                    a stdio MCP server, for programs that start one: each line becomes POST /mcp

A request is a file in `to/`, whose number is written to standard output, where only the host reads; its answer comes as the file
of the same number in `from/`. A file is one line of JSON, then the body. The program's own output goes to standard error.
"""
import http.server
import itertools
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request

ROOM = os.path.dirname(os.path.abspath(__file__))
LARGEST = 16 * 1024 * 1024 - 65536
LONGEST_WAIT = 0.05
OUTPUT_KEPT = 512 * 1024
numbers = itertools.count(1)
speaking = threading.Lock()


def exchange(method, path, headers, body):
    """One request to the host; blocks until its answer is there."""
    number = next(numbers)
    asked, answered = (os.path.join(ROOM, way, str(number)) for way in ("to", "from"))
    with open(asked, "wb") as file:
        file.write(json.dumps({"method": method, "path": path, "headers": headers}).encode() + b"\n" + body)
    with speaking:
        os.write(1, b"%d\n" % number)
    wait = 0.001
    while not os.path.exists(answered):
        time.sleep(wait)
        wait = min(wait * 1.5, LONGEST_WAIT)
    with open(answered, "rb") as file:
        head, _, content = file.read().partition(b"\n")
    for path in (asked, answered):
        os.unlink(path)
    return json.loads(head), content


class Relay(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "relay"

    def read_body(self):
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                body += self.rfile.read(size)
                self.rfile.readline()
                if size == 0 or len(body) > LARGEST:
                    return body
        return self.rfile.read(min(int(self.headers.get("content-length") or 0), LARGEST + 1))

    def relay(self):
        body = self.read_body()
        if len(body) > LARGEST:
            head, content = {"status": 413, "headers": {"content-type": "text/plain", "connection": "close"}}, b"the request is too large"
            self.close_connection = True
        else:
            head, content = exchange(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.send_response(head["status"])
        for name, value in head["headers"].items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = relay

    def log_message(self, *_):
        pass


def pass_on(pipe):
    """More than is kept would end the sandbox's run; the program goes on, unheard."""
    left = OUTPUT_KEPT
    while True:
        piece = pipe.read1(65536)
        if not piece:
            return
        if left > 0:
            os.write(2, piece[:left])
            left -= len(piece)


def run(argv):
    for way in ("to", "from"):
        os.makedirs(os.path.join(ROOM, way), exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d" % server.server_port
    environment = dict(os.environ, BREAKWATER_URL=url, OPENAI_BASE_URL=url + "/v1", ANTHROPIC_BASE_URL=url, NO_PROXY="127.0.0.1,localhost")
    try:
        program = subprocess.Popen(argv, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as problem:
        print("%s: %s" % (argv[0], problem.strerror), file=sys.stderr)
        return 127
    threading.Thread(target=pass_on, args=(program.stdout,), daemon=True).start()
    code = program.wait()
    time.sleep(0.05)
    return code if code >= 0 else 128 - code


def speak_mcp():
    url, token = os.environ["BREAKWATER_URL"] + "/mcp", os.environ["OPENAI_API_KEY"]
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        request = urllib.request.Request(url, line, {"authorization": "Bearer " + token, "content-type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
        if content:
            sys.stdout.buffer.write(content + b"\n")
            sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(speak_mcp() if sys.argv[1:] == ["--mcp"] else run(sys.argv[2:]))
