echo seeds/tug.crd
