echo open | ./gate
