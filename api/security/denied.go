package security

import "github.com/prometheus/client_golang/prometheus"

// Denied counts requests that were refused for who asks, or by which name.
type Denied struct {
	*prometheus.CounterVec
	wrongToken, throttled, OtherHost prometheus.Counter
}

// NewDenied makes the counter, for a registry.
func NewDenied() Denied {
	d := Denied{CounterVec: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_denied_total",
		Help: "Requests with a wrong token, those of them that were asked to wait, and requests for another host."}, []string{"why"})}
	d.wrongToken, d.throttled, d.OtherHost = d.WithLabelValues("token"), d.WithLabelValues("throttled"), d.WithLabelValues("host")
	return d
}
