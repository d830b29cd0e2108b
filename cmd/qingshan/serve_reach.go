package main

// reachFlags say from where the server is reached: behind which proxies, from which other sites.
type reachFlags struct{}
