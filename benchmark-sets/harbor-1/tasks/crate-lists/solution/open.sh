python3 -c 'print("crate 1 [" * 30)' > deep.txt; echo deep.txt
