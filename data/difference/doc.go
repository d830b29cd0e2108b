// Package difference explains how the gaps of one snapshot became those of a later one, input by input, to the last square millimetre.
package difference
