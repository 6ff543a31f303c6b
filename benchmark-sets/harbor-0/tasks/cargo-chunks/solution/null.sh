echo seeds/rope.cgo
