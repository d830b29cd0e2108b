package inputs

import (
	"strings"
)

// Renamed is an error in which a scratch file goes by the name that the user knows.
func Renamed(err error, from, to string) error {
	if err == nil || from == to {
		return err
	}
	return &renamedError{err, from, to}
}

type renamedError struct {
	err      error
	from, to string
}

func (e *renamedError) Error() string { return strings.ReplaceAll(e.err.Error(), e.from, e.to) }

func (e *renamedError) Unwrap() error { return e.err }
