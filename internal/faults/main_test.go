//go:build linux

package faults

import (
	"os"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// TestMain lets the test binary launch what is run with faults.
func TestMain(m *testing.M) {
	iofault.Launch()
	os.Exit(m.Run())
}
