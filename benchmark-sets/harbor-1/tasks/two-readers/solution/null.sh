echo seeds/three.req
