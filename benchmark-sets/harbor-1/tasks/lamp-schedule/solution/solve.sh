printf 'lamps 3\nat 20:00 on 5\n' > five.txt
echo five.txt
