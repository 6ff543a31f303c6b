echo seeds/spring.stow
