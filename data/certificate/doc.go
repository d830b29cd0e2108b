// Package certificate states for a zone and its chiefs whether responsibility is without blind spots (责任无盲区), and confirms or refutes
// such a statement.
package certificate
