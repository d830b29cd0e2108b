package signin

import (
	"net/http"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/data/scope"
	"github.com/qingshan-gis/qingshan/texts"
)

// grantDoc is a grant with what it shows, in words.
type grantDoc struct {
	access.Grant
	Groups []string   `json:"groups"`
	Text   texts.Text `json:"text"`
}

func describeGrant(g access.Grant) grantDoc {
	return grantDoc{g, GroupsOf(g.Role).Names(), GrantText(g)}
}

// GroupsOf are the groups of fields that a role shows.
func GroupsOf(r access.Role) (g scope.Groups) {
	all := access.Principal{Grants: []access.Grant{{Role: r}}}
	for _, part := range all.Scope(access.Reading(access.Zones), time.Now()).Parts() {
		g |= part.Groups
	}
	return g
}

// MayOf are the actions that grants allow now on each class of objects.
func MayOf(grants []access.Grant) map[access.Class][]access.Action {
	who, now, may := access.Principal{Grants: grants}, time.Now(), map[access.Class][]access.Action{}
	for _, class := range access.Classes() {
		for _, action := range []access.Action{access.Read, access.Write} {
			if who.May(access.Rule{Class: class, Action: action}, now) {
				may[class] = append(may[class], action)
			}
		}
	}
	return may
}

// RoleText is a role's name for people.
func RoleText(r access.Role) texts.Text { return texts.In("roles", string(r)) }

// GroupsText names groups of fields.
func GroupsText(g scope.Groups) texts.Text {
	var zh, en []string
	for _, name := range g.Names() {
		one := texts.In("field_groups", name)
		zh, en = append(zh, one.ZH), append(en, one.EN)
	}
	return texts.Text{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")}
}

// GrantText says what a grant shows.
func GrantText(g access.Grant) texts.Text {
	if g.Zone == "" {
		return texts.Of("rights.grant_all", "role", RoleText(g.Role), "groups", GroupsText(GroupsOf(g.Role)))
	}
	return texts.Of("rights.grant_zone", "role", RoleText(g.Role), "zone", g.Zone, "groups", GroupsText(GroupsOf(g.Role)))
}

// Ways are how people can sign in on the page.
type Ways struct {
	Password bool `json:"password"`
	// OIDC is the identity provider's name, if there is one.
	OIDC *texts.Text `json:"oidc,omitempty"`
}

// Ways says how people can sign in.
func (s *Service) Ways(r *http.Request) Ways {
	out := Ways{Password: s.byPassword(r.Context())}
	if s.cfg.OIDC != nil {
		out.OIDC = &s.cfg.OIDC.config.Name
	}
	return out
}
