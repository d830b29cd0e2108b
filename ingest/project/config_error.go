package project

import (
	"fmt"
)

// ConfigError is a mistake in the project file or on the command line; it ends with exit code 2.
type ConfigError struct{ Reason string }

func (e *ConfigError) Error() string { return e.Reason }

// Invalid is a [*ConfigError].
func Invalid(format string, args ...any) error { return &ConfigError{fmt.Sprintf(format, args...)} }
