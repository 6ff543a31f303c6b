echo seeds/skerrivore.snap
