ship=$(sed -n 's/^Our \([A-Z][a-z]*\) comes.*/\1/p' customs.mbox)
berth=$(sed -n "s/.*$ship: .* make it \([0-9]*\)\..*/\1/p" customs.mbox)
python3 -c 'import sys, zipfile; print(zipfile.ZipFile("papers.zip").read("seals.txt", sys.argv[1].encode()).decode())' "$(echo "$ship" | tr a-z A-Z)-$berth-wax" | grep -o 'flag{[A-Za-z0-9]*}'
