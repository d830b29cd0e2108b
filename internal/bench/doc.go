// Package bench holds what the benchmark programs below it share: the landscape, a private PostgreSQL, and a table.
//
// Each program runs the product and a named rival on the same data in one run and prints their ratio. They are no tests.
package bench
