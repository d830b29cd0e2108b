// Command testrun runs the tests of all packages, or of those that a change concerns, and says where the time went.
//
// Each package runs once: with the race detector where its code or its tests start goroutines, else without. Tests in files that
// begin with "//go:build !race" look at one goroutine's work and would only be slowed down by the detector; they run in a second
// process without it. Other commands, such as the page's tests, run beside the packages. At the end stand the ten slowest tests,
// each package's share of the processor time, and the count of tests.
//
//	testrun                     every package
//	testrun -short              the same with -short and without the race detector
//	testrun -changed            packages with changes against the main branch in full, those that import them with -short
//	testrun -beside 'COMMAND'   also this command; may be given several times
package main
