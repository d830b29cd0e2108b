// Package reuse finds what a new snapshot can take over from the one before it: what depends on nothing that has changed.
package reuse
