printf 'title: Key\n\n{{ "{0._key}" | into(station) }}\n' > key.txt
echo key.txt
