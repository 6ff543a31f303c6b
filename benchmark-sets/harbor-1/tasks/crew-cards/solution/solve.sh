printf 'CRW1\000\001D\001Sixteen letters!Auk\000\000\000\000\000\000\000\000\000' > full.crd
echo full.crd
