package security

import "github.com/prometheus/client_golang/prometheus"

// denied counts requests that were refused for who asks, or by which name.
type denied struct {
	*prometheus.CounterVec
	wrongToken, throttled, OtherHost prometheus.Counter
}

func NewDenied() denied {
	d := denied{CounterVec: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_denied_total",
		Help: "Requests with a wrong token, those of them that were asked to wait, and requests for another host."}, []string{"why"})}
	d.wrongToken, d.throttled, d.OtherHost = d.WithLabelValues("token"), d.WithLabelValues("throttled"), d.WithLabelValues("host")
	return d
}
