grep -o '5ea51de0.*' dredger.ini
