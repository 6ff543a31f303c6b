echo seeds/spring.txt
