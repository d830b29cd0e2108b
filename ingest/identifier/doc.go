// Package identifier knows what programs make of ids and codes that they take for numbers: lost zeros, decimals, scientific notation,
// digits that are gone.
package identifier
