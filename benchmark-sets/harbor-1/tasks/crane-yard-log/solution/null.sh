grep -o 'remark=.*' crane.log | head -n 1
