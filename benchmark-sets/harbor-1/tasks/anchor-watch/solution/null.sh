: > empty.patch
echo empty.patch
