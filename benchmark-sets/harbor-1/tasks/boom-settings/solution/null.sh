echo 'cat seeds/night.json' > open.sh; echo open.sh
