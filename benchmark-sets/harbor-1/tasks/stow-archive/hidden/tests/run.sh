set -e
python3 stow.py tests/links.stow > /tmp/out
grep -qx 'L a/b/same -> ../one.txt: one' /tmp/out
grep -qx 'L d -> c/one.txt: one' /tmp/out
grep -qx 'L gone (leads nowhere)' /tmp/out
grep -qx 'L c/' /tmp/out
! python3 stow.py tests/out.stow > /tmp/out
grep -q '^refused' /tmp/out
! python3 stow.py tests/abs.stow > /tmp/out
