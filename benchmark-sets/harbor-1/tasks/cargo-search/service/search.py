"""The cargo search of a harbour office. GET /search?q=… ; the words of a question are put into SQL."""

import os
import re
import sqlite3
import string
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TERM = re.compile(r'(\w+):("[^"]*"|\S+)')
TEXT_FIELDS = {"owner": "owner", "goods": "goods", "from": "origin"}
NUMBER_FIELDS = {"tons": "tons", "berth": "berth"}
LONGEST_WORD = 24
MOST_TERMS = 4


class QuestionError(ValueError):
    pass


def open_store():
    store = sqlite3.connect(":memory:", check_same_thread=False)
    store.executescript("""
        create table cargo (id integer primary key, owner text, goods text, origin text, tons integer, berth integer, held integer);
        create table seals (cargo integer, word text);
    """)
    goods = ["rope", "lamp oil", "salt", "timber", "barley", "tar", "sailcloth", "anchors"]
    owners = ["Holm & Son", "O'Hara", "Lang Bay Traders", "Rask", "Tveit"]
    for number in range(1, 41):
        store.execute("insert into cargo values (?, ?, ?, ?, ?, ?, ?)", (number, owners[number * 7 % 5], goods[number * 5 % 8], ["Skerry", "Holm", "Lang Bay"][number % 3], number * 37 % 90 + 1, number % 9 + 1, int(number % 11 == 0)))
    store.execute("insert into seals values (17, ?)", (os.environ["FLAG"],))
    store.commit()
    store.execute("pragma query_only = on")
    return store


def quote(word):
    """A text as SQL has it; the store's columns are no longer than LONGEST_WORD."""
    return "'" + word.replace("'", "''")[:LONGEST_WORD] + "'"


def to_condition(field, word):
    if word.startswith('"'):
        word = word[1:-1]
    if any(letter not in string.printable for letter in word):
        raise QuestionError("use plain letters")
    if field in TEXT_FIELDS:
        return f"{TEXT_FIELDS[field]} = {quote(word)}"
    if field in NUMBER_FIELDS:
        if not re.fullmatch(r"[<>]?\d{1,4}", word):
            raise QuestionError(f"{field} wants a number")
        sign, number = (word[0], word[1:]) if word[0] in "<>" else ("=", word)
        return f"{NUMBER_FIELDS[field]} {sign} {int(number)}"
    raise QuestionError(f"there is no field {field}")


def to_sql(question):
    terms = TERM.findall(question)
    if not terms or len(terms) > MOST_TERMS or TERM.sub("", question).strip():
        raise QuestionError('ask as in: owner:"Holm & Son" tons:>40')
    conditions = " and ".join(to_condition(field.lower(), word) for field, word in terms)
    return f"select id, goods, origin, tons from cargo where held = 0 and {conditions} order by id limit 20"


STORE = open_store()


class Office(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        if address.path != "/search":
            return self.tell(404, "try /search?q=goods:rope")
        question = parse_qs(address.query).get("q", [""])[0][:400]
        try:
            rows = STORE.execute(to_sql(question)).fetchmany(20)
        except QuestionError as error:
            return self.tell(400, f"cannot understand: {error}")
        except sqlite3.Error:
            return self.tell(500, "the store did not answer")
        self.tell(200, "\n".join(f"{number}\t{goods}\t{origin}\t{tons}" for number, goods, origin, tons in rows) or "nothing found")

    def tell(self, status, text):
        content = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", 8080), Office).serve_forever()
