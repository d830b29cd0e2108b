package security

import "github.com/prometheus/client_golang/prometheus"

// Denied counts requests that were refused for who asks, or by which name.
type Denied struct {
	*prometheus.CounterVec
	wrongToken, throttled, OtherHost prometheus.Counter
	wrongPassword, waiting           prometheus.Counter // of those who sign in
}

// NewDenied makes the counter, for a registry.
func NewDenied() Denied {
	d := Denied{CounterVec: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_denied_total",
		Help: "Requests with a wrong token or password, those that were asked to wait for it, and requests for another host."}, []string{"why"})}
	d.wrongToken, d.throttled, d.OtherHost = d.WithLabelValues("token"), d.WithLabelValues("throttled"), d.WithLabelValues("host")
	d.wrongPassword, d.waiting = d.WithLabelValues("password"), d.WithLabelValues("sign_in_throttled")
	return d
}

// CountWrongPassword counts a wrong password.
func (d Denied) CountWrongPassword() {
	if d.wrongPassword != nil {
		d.wrongPassword.Inc()
	}
}

// CountWaiting counts somebody who was asked to wait before he signs in.
func (d Denied) CountWaiting() {
	if d.waiting != nil {
		d.waiting.Inc()
	}
}
