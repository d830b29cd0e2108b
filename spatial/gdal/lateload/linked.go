//go:build !linux || (!amd64 && !arm64)

package lateload

/*
#cgo pkg-config: gdal
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

static void *find(const char *name) { return dlsym(RTLD_DEFAULT, name); }
*/
import "C"

import "unsafe"

// Load does nothing and returns nil: libgdal is linked here, and came with the program.
func Load() error { return nil }

// Register does nothing: the binding has registered every driver.
func Register(functions ...string) {}

// Find is the address of a function of libgdal, or of a library that it stands on; nil where none has that name.
func Find(name string) unsafe.Pointer {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return C.find(text)
}
