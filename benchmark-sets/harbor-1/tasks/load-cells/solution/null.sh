echo seeds/box.rec
