package gdal

/*
#include <stdlib.h>
#include "projcalls.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"github.com/qingshan-gis/qingshan/spatial/gdal/lateload"
)

// projReady finds PROJ's functions, the first time it is called.
var projReady = sync.OnceValue(func() error {
	if err := ready(); err != nil {
		return err
	}
	for i := range C.PROJ_COUNT {
		name := C.GoString(C.proj_names[i])
		if C.proj_slots[i] = lateload.Find(name); C.proj_slots[i] == nil {
			return fmt.Errorf("PROJ has no function %s; version 9.1 or later is needed", name)
		}
	}
	return nil
})

// pipeline is an operation of PROJ that is written out, on degrees, longitude first. One goroutine at a time; close it.
type pipeline struct {
	operation C.operation
	inverse   bool
}

func openPipeline(text string) (*pipeline, error) {
	if err := projReady(); err != nil {
		return nil, err
	}
	p := &pipeline{}
	s := C.CString(text)
	defer C.free(unsafe.Pointer(s))
	if wrong := C.operation_open(s, &p.operation); wrong != nil {
		err := errors.New(C.GoString(wrong))
		p.close()
		return nil, err
	}
	return p, nil
}

// transform changes points in place; those without a place become infinite.
func (p *pipeline) transform(xs, ys, _ []float64) bool {
	inverse := C.int(0)
	if p.inverse {
		inverse = 1
	}
	return int(C.operation_run(p.operation, inverse, (*C.double)(&xs[0]), (*C.double)(&ys[0]), C.size_t(len(xs)))) == len(xs)
}

func (p *pipeline) close() { C.operation_close(p.operation) }
