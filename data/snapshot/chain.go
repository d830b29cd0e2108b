package snapshot

// ChainStep is one step of a chain of responsibility.
type ChainStep struct {
	Level Level  `json:"level"`
	Zone  string `json:"zone"`
	Name  string `json:"name"`
	Chief string `json:"chief"` // name; "" where nobody holds the zone on that date
}

// ChainOf names who answers for zone i on the date, from the zone upwards; empty for -1.
func (s *Tables) ChainOf(i int32, on Date) []ChainStep {
	out := []ChainStep{}
	for _, z := range s.Zones.Chain(i) {
		out = append(out, ChainStep{
			Level: s.Zones.Level[z], Zone: s.Zones.Code[z], Name: s.Zones.Name[z],
			Chief: s.Registry.Name(s.Registry.Chief(s.Zones.Code[z], on)),
		})
	}
	return out
}

// ZoneCode is the code of zone i, "" for -1.
func (s *Tables) ZoneCode(i int32) string {
	if i < 0 {
		return ""
	}
	return s.Zones.Code[i]
}

// Scope resolves a zone code to a test for "in its subtree"; "" takes everything, ground outside all zones included.
func (s *Tables) Scope(code string) (func(zone int32) bool, error) {
	if code == "" {
		return func(int32) bool { return true }, nil
	}
	root, ok := s.Zones.Find(code)
	if !ok {
		return nil, &UnknownZoneError{code}
	}
	in := make(map[int32]bool)
	for _, z := range s.Zones.Subtree(root) {
		in[z] = true
	}
	return func(zone int32) bool { return in[zone] }, nil
}
