printf 'title: Key\n\n{{ station._key }}\n' > key.txt
echo key.txt
