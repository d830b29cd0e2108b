package snapshot

import (
	"fmt"
)

// UnknownZoneError says that a code names no zone of the snapshot.
type UnknownZoneError struct{ Code string }

func (e *UnknownZoneError) Error() string {
	return fmt.Sprintf("zone %q: no zone has this code; `qingshan coverage` lists all codes", e.Code)
}

// QueryError is a question that cannot be answered as asked.
type QueryError struct{ Reason string }

func (e *QueryError) Error() string { return e.Reason }
