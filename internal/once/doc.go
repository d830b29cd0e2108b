// Package once computes values once for all who ask for them at the same time.
//
// However a computation ends, also by a panic, those who wait are released and the next one may try again: a fault that is mended
// must not leave its question hanging.
package once
