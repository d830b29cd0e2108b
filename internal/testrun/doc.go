// Command testrun runs the tests of all packages, or of those that a change concerns, and says where the time went.
//
// Every test runs once. Where a package's code or tests start goroutines it runs with the race detector, unless it is marked:
//
//	//testrun:plain   above a test: it follows one goroutine's work, and the detector would only slow it down
//	//testrun:plain   above a package clause: that holds for the package's tests, but for those marked //testrun:race
//
// Other commands, such as the page's tests, run beside the packages. At the end stand the ten slowest tests, each package's share of
// the processor time, and the count of tests.
//
//	testrun                     every package
//	testrun -short              the same with -short and without the race detector
//	testrun -changed            packages with changes against the main branch in full, those that import them with -short
//	testrun -beside 'COMMAND'   also this command; may be given several times
package main
