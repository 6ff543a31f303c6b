head -c 4 channel.pcap | od -An -tx1
