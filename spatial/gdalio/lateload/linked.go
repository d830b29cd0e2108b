//go:build !linux || (!amd64 && !arm64)

package lateload

// Load does nothing: libgdal is linked here, and came with the program.
func Load() error { return nil }

// Register does nothing: the binding has registered every driver.
func Register(functions ...string) {}
