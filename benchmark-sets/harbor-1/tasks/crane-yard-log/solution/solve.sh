grep -ho 'remark=[A-Za-z0-9+/=]*' crane.log* | cut -c 8- | while read -r remark; do printf %s "$remark" | base64 -d; echo; done | grep -o 'flag{[A-Za-z0-9]\{24\}}'
