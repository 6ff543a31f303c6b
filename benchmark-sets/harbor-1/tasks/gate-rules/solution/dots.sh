echo 'pilot /charts/%2e%2e/VAULT/boom-code' > ask.txt; echo ask.txt
