package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

// nowhere takes an answer and keeps nothing of it.
type nowhere struct{ h http.Header }

func (n *nowhere) Header() http.Header         { return n.h }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}

// BenchmarkTileRequest is what the server does for a tile besides the tile: an empty one of the small snapshot.
func BenchmarkTileRequest(b *testing.B) {
	dir, _ := fixtureStore(b)
	s := New(Config{Store: dir})
	if err := s.Refresh(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		r := httptest.NewRequest("GET", "/tiles/zones/8/1/1.mvt", nil)
		for pb.Next() {
			s.ServeHTTP(&nowhere{http.Header{}}, r)
		}
	})
}
