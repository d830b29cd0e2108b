//go:build linux && (amd64 || arm64)

package lateload

/*
#cgo pkg-config: gdal
#cgo LDFLAGS: -Wl,--as-needed -ldl
#include <stdlib.h>
#include "late.h"
*/
import "C"

import (
	"errors"
	"sync"
	"unsafe"
)

// Load opens libgdal, the first time it is called; any other function of GDAL may be called only after it has returned nil. No
// driver is registered. It may be called from several goroutines at once, and always returns the same. It returns an error if the
// library or one of its functions is not there.
func Load() error { return load() }

var load = sync.OnceValue(func() error {
	if wrong := C.lateload_open(); wrong != nil {
		return errors.New("GDAL cannot be loaded (Debian: libgdal32): " + C.GoString(wrong))
	}
	return nil
})

// Register calls libgdal's functions of these names, which each register one driver. Those that the installed GDAL was built
// without are passed over. Load must have succeeded.
func Register(functions ...string) {
	for _, f := range functions {
		name := C.CString(f)
		C.lateload_call(name)
		C.free(unsafe.Pointer(name))
	}
}

// Find is the address of a function of libgdal, or of a library that it stands on, such as libproj; nil where none has that name.
// Load must have succeeded.
func Find(name string) unsafe.Pointer {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return C.lateload_find(text)
}
