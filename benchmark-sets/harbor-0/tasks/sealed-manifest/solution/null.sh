echo seeds/spring.bin
