// Command attack shows what one client can do to a server: it starts the program on a store of scale M, puts an ordinary load on it
// from one address of loopback, attacks it from another, and prints memory, answers and other clients' times before and during.
//
// It is a measurement, not a test: it prints ratios and fails only where the server does not answer.
package main
