python3 - <<'P'
import re, zipfile
word = re.search(r"manifest is (\S+) as ever", open("customs.mbox").read())[1]
try: print(zipfile.ZipFile("papers.zip").read("seals.txt", word.encode()).decode())
except Exception: print(word)
P
