echo seeds/storm.dcr
