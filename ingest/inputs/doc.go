// Package inputs watches and hashes the files that a run reads, so that what is hashed is what was read.
package inputs
