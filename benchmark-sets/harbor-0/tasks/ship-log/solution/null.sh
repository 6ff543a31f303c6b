echo "flag{}"
