// Package live decides which snapshot is served: it follows the store, loads a new snapshot beside the old one, and watches that the files
// of what it gave out stay what they were (decision 027).
package live
