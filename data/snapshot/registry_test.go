package snapshot

import (
	"encoding/json"
	"testing"
)

func TestDates(t *testing.T) {
	for _, s := range []string{"2026-10-01", "2026-10-1", "2026/10/1", "2026.10.1", "20261001", "2026年10月1日", " 2026-10-01 "} {
		d, err := ParseDate(s)
		if err != nil || d.String() != "2026-10-01" {
			t.Errorf("%q: %v %v", s, d, err)
		}
	}
	for _, s := range []string{"2026-13-01", "yesterday", "01.10.2026", "2026-02-30"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, d)
		}
	}
	if b, err := json.Marshal(map[string]Date{"on": 20000}); err != nil || string(b) != `{"on":"2024-10-04"}` {
		t.Errorf("%s %v", b, err)
	}
}

func TestHandover(t *testing.T) {
	r := &Registry{
		People: []Person{{ID: "c1", Name: "赵甲"}, {ID: "c2", Name: "钱乙"}},
		Assignments: []Assignment{
			{Person: "c1", Role: RoleChief, Zone: "z", ValidFrom: must(ParseDate("2024-01-01")), ValidTo: must(ParseDate("2026-08-31"))},
			{Person: "c2", Role: RoleChief, Zone: "z", ValidFrom: must(ParseDate("2026-09-01"))},
			{Person: "c1", Role: RoleDeputy, Zone: "z", ValidFrom: must(ParseDate("2026-09-01"))},
			{Person: "r1", Role: RoleRanger, Cell: "g", ValidFrom: must(ParseDate("2025-01-01")), ValidTo: must(ParseDate("2025-12-31"))},
		},
	}
	r.BuildIndexes()
	for on, want := range map[string]string{"2023-12-31": "", "2024-01-01": "c1", "2026-08-31": "c1", "2026-09-01": "c2", "2030-01-01": "c2"} {
		if got := r.Chief("z", must(ParseDate(on))); got != want {
			t.Errorf("chief on %s: %q, want %q", on, got, want)
		}
	}
	if got, known := r.Ranger("g", must(ParseDate("2026-01-01"))); got != "" || !known {
		t.Errorf("a ranger who left: %q, %v", got, known)
	}
	if _, known := r.Ranger("other", must(ParseDate("2026-01-01"))); known {
		t.Error("a cell the registry never saw is known")
	}
	if r.Name("c2") != "钱乙" || r.Name("x9") != "x9" {
		t.Error("names")
	}
}

func must(d Date, err error) Date {
	if err != nil {
		panic(err)
	}
	return d
}
