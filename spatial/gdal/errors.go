package gdal

/*
#cgo pkg-config: gdal
#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// onThread runs f with GDAL's thread-local error state cleared and kept to this goroutine.
func onThread(f func() error) error {
	if err := ready(); err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	C.CPLErrorReset()
	return f()
}

// forget clears GDAL's error state on this thread.
func forget() { C.CPLErrorReset() }

// lastError is GDAL's last message on this thread, nil if it reported no failure.
func lastError() error {
	if C.CPLGetLastErrorType() < C.CE_Failure {
		return nil
	}
	return errors.New(strings.TrimSpace(C.GoString(C.CPLGetLastErrorMsg())))
}

// failure puts GDAL's message behind what was being done to which file.
func failure(path, what string) error {
	if err := lastError(); err != nil {
		return fmt.Errorf("%s: %s: %w", path, what, err)
	}
	return fmt.Errorf("%s: %s", path, what)
}

// reported is [failure] where GDAL reported one on this thread, otherwise nil: some of its calls report a failure to write and return as
// if all had been written.
func reported(path, what string) error {
	if lastError() == nil {
		return nil
	}
	return failure(path, what)
}

// present tells a missing or unreadable file apart before GDAL gives its longer story.
func present(path string) error {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s: no such file; check the path (folder %s)", path, filepath.Dir(path))
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%s: it may not be read; check its permissions", path)
	case err != nil:
		return err
	}
	return f.Close()
}
