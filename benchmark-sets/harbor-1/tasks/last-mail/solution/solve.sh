python3 - <<'P'
import mailbox
for letter in mailbox.mbox('office.mbox'):
    for part in letter.walk():
        for word in (part.get_payload(decode=True) or b'').decode().split():
            if word.startswith('flag{'):
                print(word)
P
