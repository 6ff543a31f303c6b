echo 'Dear keeper'
