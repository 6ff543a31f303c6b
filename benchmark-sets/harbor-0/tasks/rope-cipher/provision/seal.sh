printf 'To the lock keeper. The word for tonight is %s and for tomorrow ask again.\n' "$FLAG" | ./knot seal > note.sealed
