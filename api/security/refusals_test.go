package security

import (
	"log/slog"
	"net/netip"
	"testing"
)

// TestClientsAreForgotten: however many addresses give wrong tokens, few are remembered, and one that keeps coming is not forgotten.
func TestClientsAreForgotten(t *testing.T) {
	f := NewRefusals(slog.New(slog.DiscardHandler), NewDenied())
	busy := netip.MustParseAddr("2001:db8::")
	for i := range 10 * maxAddresses {
		f.Note(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
		if i%maxAddresses == 0 {
			f.Note(busy)
		}
	}
	if n := len(f.young) + len(f.old); n > 2*maxAddresses {
		t.Errorf("%d addresses are remembered", n)
	}
	if one := f.of(busy); one.count != 10 {
		t.Errorf("an address that came ten times is remembered for %d", one.count)
	}
}
