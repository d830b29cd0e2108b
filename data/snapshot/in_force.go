package snapshot

// InForce tells whether a cell covers ground on the date; in post, only with a ranger.
func (s *Tables) InForce(cell int, on Date, inPost bool) bool {
	return on.Within(s.Cells.ValidFrom[cell], s.Cells.ValidTo[cell]) && (!inPost || s.RangerOf(cell, on) != "")
}

// RangerOf is the id of the cell's ranger on the date, "" for nobody: the registry's word where it ever assigned one to
// this cell, else the cell layer's.
func (s *Tables) RangerOf(cell int, on Date) string {
	if person, known := s.Registry.Ranger(s.Cells.ID[cell], on); known {
		return person
	}
	return s.Cells.Ranger[cell]
}

// ValidCells lists the cells of a set that are valid on the date.
func (s *Tables) ValidCells(set int32, on Date) []int32 {
	if set < 0 {
		return nil
	}
	var out []int32
	for _, c := range s.Facts.Sets[set] {
		if int(c) < s.Cells.Len() && on.Within(s.Cells.ValidFrom[c], s.Cells.ValidTo[c]) {
			out = append(out, c)
		}
	}
	return out
}

// ForestParcels marks the parcels of the configured forest classes, all parcels where none is configured.
func (s *Tables) ForestParcels() []bool {
	classes := map[string]bool{}
	for _, c := range s.Manifest.Rules.Coverage.ForestClasses {
		classes[c] = true
	}
	out := make([]bool, s.Parcels.Len())
	for i, c := range s.Parcels.Class {
		out[i] = len(classes) == 0 || classes[c]
	}
	return out
}

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

// Scope resolves a zone code to a test for "in its subtree"; "" takes everything, ground outside all zones included. A code that
// names no zone is an [*UnknownZoneError].
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
