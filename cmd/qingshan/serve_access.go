package main

// accessFlags say who may ask the server for what.
type accessFlags struct{}
