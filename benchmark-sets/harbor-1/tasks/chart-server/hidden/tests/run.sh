set -e
cd "$(dirname "$0")/.."
ask() { ./chartd < "$1" > tests/seen.txt || true; grep -qxF "$2" tests/seen.txt; }
ask requests/north.req 'depth mole-head 27 ft'
ask requests/west.req 'depth bar 4.1 m'
ask controls/twice.req 'depth fairway-buoy 21.0 m'
ask controls/up.req 'depth inner-quay 5.5 m'
ask controls/dots.req 'CHART/1 404 no such chart'
ask controls/since.req 'CHART/1 304 not newer'
