{
  printf 'From: porter@pier.invalid\nTo: master@pier.invalid\nSubject: lost and found, week 9\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'
  printf 'One glove, left.\nA boathook without its pole.\nA note that says %s and nothing else.\nNobody has asked for the umbrella.\n' "$FLAG" | base64 -w 76
} > week9.eml
