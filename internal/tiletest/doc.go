// Package tiletest holds the checks of vector tiles by means that share nothing with their engine: our strict decoder, the
// decoders of others, the snapshot itself. It has only tests, and uses only the public faces of the rooms it looks at.
package tiletest
