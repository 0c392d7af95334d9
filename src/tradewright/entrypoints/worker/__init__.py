"""The roles that serve no HTTP: feeder, executor, scheduler and worker, each started by `tradewright serve ROLE`."""
