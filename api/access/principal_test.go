package access

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/data/scope"
)

// rightsTable is BUSINESS section 2.4 as far as there are addresses for it, written down once more: r reads, w writes.
const rightsTable = `
            zones map coverage change imagery exports certificates scenarios accounts sessions audit operations  groups
public      r     r   r        r      r       -       -            -         -        rw       -     -           public
ranger      r     r   r        r      r       r       r            r         -        rw       -     -           public,work
technician  r     r   r        r      r       r       r            r         -        rw       -     -           public,work
township    r     r   r        r      r       r       r            r         -        rw       -     -           public,work,person,track,internal
officer     r     r   r        r      r       r       r            r         -        rw       -     -           public,work,person,track,internal
reviewer    r     r   r        r      r       r       r            r         -        rw       -     -           public,work,person,case,internal
enforcement r     r   r        r      r       r       r            r         -        rw       -     -           public,work,person,case,internal
chief       r     r   r        r      r       r       r            r         -        rw       -     -           public,work,person,internal
inspector   r     r   r        r      r       r       r            r         -        rw       -     -           public,work
auditor     r     r   r        r      r       r       r            r         -        rw       r     r           public,work,person,track,case,internal
admin       r     r   r        r      r       -       -            -         rw       rw       -     r           public
`

// tabulated are the rights of a role by the table: what it does with each class, and its groups.
func tabulated() (may map[Role]map[Class]string, shows map[Role][]string) {
	may, shows = map[Role]map[Class]string{}, map[Role][]string{}
	lines := strings.Split(strings.TrimSpace(rightsTable), "\n")
	classes := strings.Fields(lines[0])
	for _, line := range lines[1:] {
		words := strings.Fields(line)
		role := Role(words[0])
		may[role] = map[Class]string{}
		for i, class := range classes[:len(classes)-1] {
			may[role][Class(class)] = words[1+i]
		}
		shows[role] = strings.Split(words[len(classes)], ",")
	}
	return may, shows
}

// TestTableIsWhole: the table names all roles and classes.
func TestTableIsWhole(t *testing.T) {
	may, _ := tabulated()
	for _, r := range Roles() {
		for _, c := range Classes() {
			if may[r][c] == "" {
				t.Errorf("%s, %s", r, c)
			}
		}
	}
	if len(may) != len(Roles()) {
		t.Error("the table has a role that there is not")
	}
}

// drawGrant draws a grant of a known or unknown role, perhaps over or yet to come.
func drawGrant(t *rapid.T, now time.Time) Grant {
	g := Grant{Role: rapid.SampledFrom(append(Roles(), "king", "")).Draw(t, "role"), Zone: rapid.SampledFrom([]string{"", "33", "330523"}).Draw(t, "zone")}
	at := func(label string) time.Time {
		if rapid.Bool().Draw(t, "has "+label) {
			return now.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, label)) * time.Second)
		}
		return time.Time{}
	}
	g.From, g.Until = at("from"), at("until")
	return g
}

// TestRightsAreTheTable: what any grants allow and show is the union of what the table says of each that holds, counted one by one.
func TestRightsAreTheTable(t *testing.T) {
	may, shows := tabulated()
	now := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		p := Principal{Grants: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Grant { return drawGrant(t, now) }), 0, 5).Draw(t, "grants")}
		for _, class := range append(Classes(), "", "nonsense") {
			for _, action := range []Action{Read, Write, "", "delete"} {
				allowed := false
				seen := map[string]map[string]bool{} // groups by zone
				for _, g := range p.Grants {
					begun := g.From.IsZero() || g.From.Before(now) || g.From.Equal(now)
					over := !g.Until.IsZero() && (g.Until.Before(now) || g.Until.Equal(now))
					letter := map[Action]string{Read: "r", Write: "w"}[action]
					if g.Zone != "" && (class == "accounts" || class == "operations") { // belong to no zone
						continue
					}
					if !begun || over || letter == "" || !strings.Contains(may[g.Role][class], letter) {
						continue
					}
					allowed = true
					if seen[g.Zone] == nil {
						seen[g.Zone] = map[string]bool{}
					}
					for _, group := range shows[g.Role] {
						seen[g.Zone][group] = true
					}
				}
				rule := Rule{Class: class, Action: action}
				if p.May(rule, now) != allowed {
					t.Fatalf("%s %s: %v", action, class, !allowed)
				}
				got := p.Scope(rule, now)
				if got.Empty() == allowed {
					t.Fatalf("%s %s: scope %q", action, class, got.Key())
				}
				for _, zone := range []string{"", "33", "330523"} {
					for _, group := range scope.AllGroups.Names() {
						want := seen[zone][group] || seen[""][group]
						if shown(got, zone, group) != want {
							t.Fatalf("%s %s: %s of zone %q: %v", action, class, group, zone, !want)
						}
					}
				}
			}
		}
	})
}

// shown tells whether a scope shows a group of fields of the very zone of a grant.
func shown(s scope.Scope, zone, group string) bool {
	return slices.ContainsFunc(s.Parts(), func(p scope.Part) bool {
		return (p.Zone == zone || p.Zone == "") && slices.Contains(p.Groups.Names(), group)
	})
}

// TestNobodyMayNothing: without a name there is no right but to what is open.
func TestNobodyMayNothing(t *testing.T) {
	now := time.Now()
	for _, c := range Classes() {
		for _, a := range []Action{Read, Write} {
			if Nobody().May(Rule{Class: c, Action: a}, now) || !Nobody().Scope(Rule{Class: c, Action: a}, now).Empty() {
				t.Error(c, a)
			}
			if want := a == Read && slices.Contains([]Class{Zones, Map, Coverage, Change, Imagery}, c) || c == Sessions; PublicReader().May(Rule{Class: c, Action: a}, now) != want {
				t.Error("public", c, a)
			}
			if want := a == Read || c == Accounts || c == Sessions; AtTheMachine().May(Rule{Class: c, Action: a}, now) != want {
				t.Error("at the machine", c, a)
			}
		}
	}
	if !Nobody().May(Anyone(), now) {
		t.Error("what is open is closed")
	}
	if p := Asking(context.Background()); p.Kind != Anonymous || !ScopeOf(context.Background()).Empty() {
		t.Error("an empty context has rights")
	}
}
