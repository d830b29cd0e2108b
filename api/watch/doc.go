// Package watch notes what a request asks for, who asks and under which right, and tells everybody who watches how it ended: metrics, the
// log, the audit, traces.
package watch
