package snapshot

import (
	"cmp"
	"slices"
	"strings"
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

// roleWords are the words for roles that tables use, English and Chinese (DOMAIN: roles on one zone).
var roleWords = map[string]Role{
	"chief": RoleChief, "林长": RoleChief,
	"deputy": RoleDeputy, "副林长": RoleDeputy,
	"police": RolePolice, "林区警长": RolePolice, "警长": RolePolice,
	"supervisor": RoleSupervisor, "监管员": RoleSupervisor,
	"ranger": RoleRanger, "护林员": RoleRanger,
	"technician": RoleTechnician, "技术员": RoleTechnician,
}

// ParseRole reads a role by its English or Chinese word; ok is false for any other.
func ParseRole(word string) (role Role, ok bool) {
	role, ok = roleWords[strings.ToLower(strings.TrimSpace(word))]
	return role, ok
}

// registry declares what people and assignments are stored in.
func (t *Tables) registry() table {
	return table{name: "registry", derived: true, rows: func() int { return 1 }, columns: []column{document(t.Registry)}}
}

// people declares the table; it is stored with the registry.
func (t *Tables) people() table {
	person := func(name string, of func(p *Person) string) Field {
		return TextField(name, func(i int) string { return of(&t.Registry.People[i]) })
	}
	return table{name: "people", rows: func() int { return len(t.Registry.People) }, fields: []Field{
		person("id", func(p *Person) string { return p.ID }), person("name", func(p *Person) string { return p.Name }), person("post", func(p *Person) string { return p.Post }),
	}}
}

// assignments declares the table; it is stored with the registry.
func (t *Tables) assignments() table {
	assignment := func(name string, of func(a *Assignment) string) Field {
		return TextField(name, func(i int) string { return of(&t.Registry.Assignments[i]) })
	}
	return table{name: "assignments", rows: func() int { return len(t.Registry.Assignments) }, fields: []Field{
		assignment("person", func(a *Assignment) string { return a.Person }), assignment("role", func(a *Assignment) string { return string(a.Role) }),
		assignment("zone", func(a *Assignment) string { return a.Zone }), assignment("cell", func(a *Assignment) string { return a.Cell }),
		assignment("valid_from", func(a *Assignment) string { return a.ValidFrom.String() }), assignment("valid_to", func(a *Assignment) string { return a.ValidTo.String() }),
		assignment("recorded_at", func(a *Assignment) string { return a.RecordedAt.String() }),
	}}
}
