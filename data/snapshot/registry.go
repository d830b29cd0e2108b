package snapshot

import (
	"cmp"
	"slices"
)

// Role is what a person holds of a zone or cell.
type Role string

// Roles on a zone or a cell (DOMAIN: 林长, 副林长, 林区警长, 监管员, 护林员, 技术员).
const (
	RoleChief      Role = "chief"
	RoleDeputy     Role = "deputy"
	RolePolice     Role = "police"
	RoleSupervisor Role = "supervisor"
	RoleRanger     Role = "ranger"
	RoleTechnician Role = "technician"
)

// Person is a chief or ranger as the registry names them.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
}

// Assignment says who held a zone or a cell from when to when, and when that was recorded.
type Assignment struct {
	Person     string `json:"person"`
	Role       Role   `json:"role"`
	Zone       string `json:"zone,omitempty"`
	Cell       string `json:"cell,omitempty"`
	ValidFrom  Date   `json:"valid_from"`
	ValidTo    Date   `json:"valid_to"`
	RecordedAt Date   `json:"recorded_at"`
}

// Registry is who is who and who holds what. Call [Registry.BuildIndexes] once after filling it; then it is immutable.
type Registry struct {
	People      []Person     `json:"people"`
	Assignments []Assignment `json:"assignments"`

	people map[string]int
	zones  map[string][]Assignment
	cells  map[string][]Assignment
}

// BuildIndexes builds the look-up tables.
func (r *Registry) BuildIndexes() {
	r.people, r.zones, r.cells = map[string]int{}, map[string][]Assignment{}, map[string][]Assignment{}
	for i, p := range r.People {
		r.people[p.ID] = i
	}
	for _, a := range r.Assignments {
		if a.Zone != "" {
			r.zones[a.Zone] = append(r.zones[a.Zone], a)
		}
		if a.Cell != "" {
			r.cells[a.Cell] = append(r.cells[a.Cell], a)
		}
	}
	latest := func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(b.ValidFrom, a.ValidFrom), cmp.Compare(b.RecordedAt, a.RecordedAt), cmp.Compare(a.Person, b.Person))
	}
	for _, m := range []map[string][]Assignment{r.zones, r.cells} {
		for _, list := range m {
			slices.SortStableFunc(list, latest)
		}
	}
}

// Name is the person's name, or the id itself where the registry does not know it.
func (r *Registry) Name(id string) string {
	if i, ok := r.people[id]; ok {
		return r.People[i].Name
	}
	return id
}

// Post is the person's post, "" where none is known.
func (r *Registry) Post(id string) string {
	if i, ok := r.people[id]; ok {
		return r.People[i].Post
	}
	return ""
}

// Chief returns the person who holds the zone as chief on the date, "" for nobody. Where several do, the one who began
// last counts.
func (r *Registry) Chief(zone string, on Date) string { return holder(r.zones[zone], RoleChief, on) }

// Ranger returns the person assigned to the cell on the date. known is false where the registry never assigned a ranger
// to this cell, so that the cell layer's own attribute counts.
func (r *Registry) Ranger(cell string, on Date) (person string, known bool) {
	list := r.cells[cell]
	known = slices.ContainsFunc(list, func(a Assignment) bool { return a.Role == RoleRanger })
	return holder(list, RoleRanger, on), known
}

func holder(list []Assignment, role Role, on Date) string {
	for _, a := range list {
		if a.Role == role && on.Within(a.ValidFrom, a.ValidTo) {
			return a.Person
		}
	}
	return ""
}
