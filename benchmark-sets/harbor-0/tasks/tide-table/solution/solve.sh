printf 'tides X\n25 1\n' > crash.txt
echo crash.txt
