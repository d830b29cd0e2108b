// Package scenario answers how coverage would be if some cells were others, and which cells would close the gaps. Nothing is written.
package scenario
