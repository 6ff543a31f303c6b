python3 -c 'print("crate 1 [" * 3000)' > deep.txt; echo deep.txt
