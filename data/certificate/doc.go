// Package certificate states for one zone on one date whether responsibility is without blind spots (责任无盲区).
//
// [Engine.Certify] draws a [Statement] from the facts of a snapshot and seals it with a hash. [Engine.Check] confirms or refutes a
// certificate that was handed in: its hash, every value against a statement drawn anew, and every figure against a [Recounter], which
// computes it another way. Package paper prints a certificate; package recount holds the recounter on GEOS.
package certificate
