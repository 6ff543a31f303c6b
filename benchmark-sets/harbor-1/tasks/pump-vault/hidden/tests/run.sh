set -e
cd "$(dirname "$0")/.."
say() { ./pump "$1" > tests/seen.txt || true; printf "$2" | cmp - tests/seen.txt; }
say programs/gauges.txt 'gauge 0: 2.7 bar\0\0\0\0\ngauge 1: 3.6 bar\0\0\0\0\ngauge 2: 4.5 bar\0\0\0\0\ngauge 3: 5.4 bar\0\0\0\0\npump'
say programs/steps.txt '#\n##\n###\n####\n#####\n######\n#######\n########\n#########\n##########\nlocked\n'
say controls/beyond.txt 'refused: that is not in the memory\n'
say controls/negative.txt 'refused: that is not in the memory\n'
say controls/edge.txt 'hellrefused: that is not in the memory\n'
say controls/forever.txt 'refused: the pump was stopped\n'
say controls/twice.txt 'locked\nrefused: the key may be asked once\n'
say controls/port.txt 'refused: a port has fewer bytes\n'
say controls/copy.txt '\0\0AAAAAAAA\0\0'
