{
  echo 'python3 - "$1" <<"P"'
  cat /box/solution/exploit.py
  echo 'P'
} > exploit.sh
echo exploit.sh
