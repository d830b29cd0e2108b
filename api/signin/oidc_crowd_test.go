package signin

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestStrayWaysBackKeepNobodyOut: ways back that belong to no sign-in, as any page has a browser send by an image, do not have those wait who
// come back from the provider at the same address.
func TestStrayWaysBackKeepNobodyOut(t *testing.T) {
	f := newForger(t, newKey(t))
	s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig(f.http.URL)) })
	b, back := f.begun(s)
	for range 3 * freeByAddress {
		if got := s.browser().ask("GET", OIDCCallbackPath+"?code=x&state=x", ""); got.header.Get("Location") != s.http.URL+"/#sign_in="+failedLate {
			t.Fatalf("%d %v", got.code, got.header)
		}
	}
	if got := b.ask("GET", OIDCCallbackPath+"?"+back.Encode(), ""); got.header.Get("Location") != s.http.URL+"/" || !b.in() {
		t.Errorf("who comes back: %d %v", got.code, got.header)
	}
}

// TestProviderIsTriedOnceForAll: those who wait for a provider that does not answer share one try, rather than wait one after the other.
func TestProviderIsTriedOnceForAll(t *testing.T) {
	const crowd = 40
	var tries atomic.Int64
	goOn := make(chan struct{})
	f := newForger(t, newKey(t))
	f.http.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		<-goOn
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	o := NewOIDC(officeConfig(f.http.URL))
	var begun, ended sync.WaitGroup
	begun.Add(crowd)
	var found atomic.Int64
	for range crowd {
		ended.Go(func() {
			begun.Done()
			if err := o.Find(); err == nil {
				found.Add(1)
			}
		})
	}
	begun.Wait()
	for tries.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(goOn)
	ended.Wait()
	// Some may have come only behind the first one's failure.
	if n := tries.Load(); n > crowd/2 || found.Load() > 0 {
		t.Errorf("%d of %d tried, %d found one", n, crowd, found.Load())
	}
	if err := o.Find(); err == nil || tries.Load() < 2 {
		t.Errorf("who comes later does not try: %v, %d", err, tries.Load())
	}
}

// TestProviderAwayIsLoggedInBounds: whoever asks again and again to be sent to a provider that is away does not fill the log.
func TestProviderAwayIsLoggedInBounds(t *testing.T) {
	f := newForger(t, newKey(t))
	f.http.Config.Handler = http.NotFoundHandler()
	s := newSite(t, func(_ *site, c *Config) { c.OIDC = NewOIDC(officeConfig(f.http.URL)) })
	start := time.Now()
	for range 100 {
		s.browser().ask("GET", OIDCPath, "")
	}
	n := strings.Count(s.log.String(), "does not answer")
	if n == 0 || n > 11+int(time.Since(start).Seconds()) {
		t.Errorf("%d lines", n)
	}
}
