// Package seen keeps which pixels have been observed.
package seen
