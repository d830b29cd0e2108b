package main

// operationsFlags are for whoever watches the server.
type operationsFlags struct{}
