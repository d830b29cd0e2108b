package api

import (
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/live"
	"github.com/qingshan-gis/qingshan/api/watch"
	"github.com/qingshan-gis/qingshan/data/store"
)

// metrics of one server, in a registry of its own.
type metrics struct {
	registry            *prometheus.Registry
	requests            *prometheus.HistogramVec
	tiles               *prometheus.CounterVec
	ready, cached, made counter // of tiles
	refused             *prometheus.CounterVec
	sent                *prometheus.CounterVec
	signIns             *prometheus.CounterVec
	inFlight            atomic.Int64

	mu      sync.RWMutex
	answers map[answer]*answerMetrics
}

type counter = prometheus.Counter

func newMetrics(h *live.Holder) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(), answers: map[answer]*answerMetrics{},
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "qingshan_request_seconds", Help: "Time to answer, by route and status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}, []string{"route", "status"}),
		tiles: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_tiles_total", Help: "Tiles served: ready in the snapshot's files, from the cache, or encoded."}, []string{"from"}),
	}
	m.ready, m.cached, m.made = m.tiles.WithLabelValues("ready"), m.tiles.WithLabelValues("cache"), m.tiles.WithLabelValues("encoded")
	m.refused = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_refused_total", Help: "Questions refused because too many were asked, by kind of question."}, []string{"kind"})
	m.sent = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_sent_bytes_total", Help: "Bytes of answers, by route and status."}, []string{"route", "status"})
	m.signIns = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_sign_ins_total", Help: "Sign-ins, by how they ended."}, []string{"result"})
	m.registry.MustRegister(m.requests, m.tiles, m.refused, m.sent, m.signIns,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_requests_in_flight", Help: "Requests that are being answered."}, func() float64 { return float64(m.inFlight.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_older_snapshots", Help: "Snapshots besides the current one that are kept in memory."}, func() float64 { return float64(h.Older()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_snapshot_created_seconds", Help: "Unix time at which the served snapshot was made; 0 for none."}, func() float64 {
			if s := h.Now(); s != nil {
				return float64(s.Manifest.Created.Unix())
			}
			return 0
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_snapshot_damaged", Help: "1 while anything is wrong with the store's current snapshot."}, func() float64 {
			if h.Trouble() != nil {
				return 1
			}
			return 0
		}))
	for _, kind := range store.Kinds() {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_damaged_files", Help: "Files that are damaged or missing in the store's current snapshot, by kind.",
			ConstLabels: prometheus.Labels{"kind": string(kind)}}, func() float64 {
			if d := h.Trouble(); d != nil {
				return float64(d.Kinds[kind])
			}
			return 0
		}))
	}
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// answer is a kind of answer, as it is counted.
type answer struct {
	route  string
	status int
}

// answerMetrics are those of a kind of answer.
type answerMetrics struct {
	seconds prometheus.Observer
	bytes   counter
}

// begun counts requests that are being answered.
func (m *metrics) begun(more int64) { m.inFlight.Add(more) }

// signedIn counts a sign-in by how it ended.
func (m *metrics) signedIn(result string) { m.signIns.WithLabelValues(result).Inc() }

// count counts a request that has ended.
func (m *metrics) count(route string, o watch.Outcome) {
	key := answer{route, o.Status}
	m.mu.RLock()
	of := m.answers[key]
	m.mu.RUnlock()
	if of == nil { // looking labels up takes longer, and there are few kinds
		status := strconv.Itoa(o.Status)
		of = &answerMetrics{m.requests.WithLabelValues(route, status), m.sent.WithLabelValues(route, status)}
		m.mu.Lock()
		m.answers[key] = of
		m.mu.Unlock()
	}
	of.seconds.Observe(o.Took.Seconds())
	of.bytes.Add(float64(o.Bytes))
}

// watchCache shows how many bytes a cache keeps.
func (m *metrics) watchCache(name string, bytes func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_cache_bytes", Help: "What is kept in a cache.",
		ConstLabels: prometheus.Labels{"cache": name}}, func() float64 { return float64(bytes()) }))
}

// watchAudit shows whether the audit is written.
func (m *metrics) watchAudit(l *audit.Log) {
	if l == nil {
		return
	}
	m.registry.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "qingshan_audit_entries_total", Help: "Entries of the audit that were written."}, func() float64 { return float64(l.Entries()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "qingshan_audit_failures_total", Help: "Entries of the audit that could not be written, and are lost."}, func() float64 { return float64(l.Lost()) }))
}

// throttled counts the requests of clients that asked too often, by what they asked for.
func (m *metrics) throttled(b *limit.Bounds) {
	often := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "qingshan_throttled_total", Help: "Requests refused because one client asked too often, by what it asked for."}, []string{"kind"})
	m.registry.MustRegister(often)
	for kind, meter := range map[string]*limit.Meter{"tiles": b.Tiles, "questions": b.Questions, "costly": b.CostlyOnes} {
		if meter != nil {
			meter.Refused = often.WithLabelValues(kind)
		}
	}
}

// watch shows a gate: how many of a kind of question are worked on and wait, and how many were refused.
func (m *metrics) watch(g *limit.Gate, kind string) {
	g.Refused = m.refused.WithLabelValues(kind)
	gauge := func(state string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "qingshan_questions", Help: "Questions that are worked on or wait, by kind.",
			ConstLabels: prometheus.Labels{"kind": kind, "state": state}}, value))
	}
	gauge("working", func() float64 { n, _ := g.Load(); return float64(n) })
	gauge("waiting", func() float64 { _, n := g.Load(); return float64(n) })
}
