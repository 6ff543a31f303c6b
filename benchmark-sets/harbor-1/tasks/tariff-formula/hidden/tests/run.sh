set -e
node bill.cjs seeds/spring.txt > /tmp/out
printf 'berth: 958.50\ncargo: 97.44\nextra: 25.00\ntotal: 1080.94\ntext: dues of ANE MARIT\n' | diff - /tmp/out
printf 'a = "x".constructor\nb = min["constructor"]\nc = ship.flags.slice(1)\nd = "pier".length + [4,5].indexOf(5)\n' > /tmp/a.txt
node bill.cjs /tmp/a.txt > /tmp/out
printf 'a: constructor is closed\nb: constructor is closed\nc: liquid\nd: 5.00\n' | diff - /tmp/out
