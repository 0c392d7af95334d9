"""What tests share: real servers for the run, a closed network, and nothing that decides what is right."""
