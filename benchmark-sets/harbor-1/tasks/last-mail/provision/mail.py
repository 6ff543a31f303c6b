"""The mailbox of a harbour office: three letters, one of them with an attachment."""
import base64
import os
import random
import textwrap

chance = random.Random(int(os.environ["SEED"], 16))
names = ["Ada Quay", "Jon Mole", "Bo Fender", "Iris Holm"]
chance.shuffle(names)


def letter(number, sender, receiver, subject, body, attachment=None):
    head = f"From {sender.split()[0].lower()}@harbour.example\nFrom: {sender}\nTo: {receiver}\nSubject: {subject}\nMessage-ID: <{chance.randrange(10 ** 9)}.{number}@harbour.example>\nMIME-Version: 1.0\n"
    if attachment is None:
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n\n"
    edge = f"=_{chance.randrange(1 << 40):010x}"
    packed = "\n".join(textwrap.wrap(base64.b64encode(attachment.encode()).decode(), 76))
    return (f'{head}Content-Type: multipart/mixed; boundary="{edge}"\n\n--{edge}\nContent-Type: text/plain; charset=utf-8\n\n{body}\n\n--{edge}\n'
            f"Content-Type: application/octet-stream; name=handover.txt\nContent-Transfer-Encoding: base64\n\n{packed}\n--{edge}--\n\n")


handover = f"""Handover of the harbour office

The keys of the chart room hang behind the barometer.
The word for the fuel store is {os.environ['FLAG']}
The cat is fed.
"""
with open("office.mbox", "w") as out:
    out.write(letter(1, names[0], names[1], "Berth 4", "The Sanna stays until Friday. Please move the barge."))
    out.write(letter(2, names[1], names[2], "Handover", "All you need is in the attachment; I could not open it on the old machine.", handover))
    out.write(letter(3, names[2], names[0], "Re: Berth 4", f"Done. It took {chance.randrange(2, 9)} hours."))
