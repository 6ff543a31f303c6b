"""ask.py URL [-d BODY] [-H HEADER]: what a server says, whatever its status."""
import sys
import urllib.error
import urllib.request

arguments, url, body, headers = iter(sys.argv[1:]), "", None, {}
for argument in arguments:
    if argument == "-d":
        body = next(arguments).encode()
    elif argument == "-H":
        name, _, value = next(arguments).partition(":")
        headers[name] = value.strip()
    else:
        url = argument
try:
    print(urllib.request.urlopen(urllib.request.Request(url, body, headers)).read().decode(), end="")
except urllib.error.HTTPError as error:
    print(error.read().decode(), end="")
