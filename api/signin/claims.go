package signin

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
)

// claims are what a provider says of somebody.
type claims map[string]any

// mostValues bounds how many values of a claim count: a provider that names more groups than that means something else by them.
const mostValues = 1000

// values are the texts of a claim: one, or those of a list. A name with points that is no claim itself leads into objects.
func (c claims) values(name string) []string {
	v, ok := c[name]
	if !ok {
		head, rest, deeper := strings.Cut(name, ".")
		if inner, isObject := c[head].(map[string]any); deeper && isObject {
			return claims(inner).values(rest)
		}
		return nil
	}
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	var out []string
	for _, one := range list[:min(len(list), mostValues)] {
		switch one := one.(type) {
		case string:
			out = append(out, one)
		case json.Number:
			out = append(out, one.String())
		case bool:
			out = append(out, strconv.FormatBool(one))
		}
	}
	return out
}

// text is a claim's one text, cut to one line that people can read; "" for none.
func (c claims) text(name string) string {
	list := c.values(name)
	if len(list) != 1 || !utf8.ValidString(list[0]) {
		return ""
	}
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, list[0]))
	if runes := []rune(text); len(runes) > 100 {
		text = string(runes[:100])
	}
	return text
}

// grants are the rights that the rules draw from claims, each once. A rule whose zone should stand in a claim grants nothing to whoever
// has no such claim, nor for what is no zone's code.
func grants(rules []ClaimRule, c claims) []access.Grant {
	var out []access.Grant
	given := map[access.Grant]bool{}
	add := func(g access.Grant) {
		if !given[g] && accounts.CheckGrant(g) == nil {
			given[g] = true
			out = append(out, g)
		}
	}
	for _, rule := range rules {
		if !contains(c.values(rule.Claim), rule.Value) {
			continue
		}
		switch {
		case rule.Zone == AllZones:
			add(access.Grant{Role: rule.Role})
		case rule.Zone != "":
			add(access.Grant{Role: rule.Role, Zone: rule.Zone})
		case rule.ZoneClaim != "":
			for _, zone := range c.values(rule.ZoneClaim) {
				if zone = strings.TrimSpace(zone); zone != "" && zone != AllZones {
					add(access.Grant{Role: rule.Role, Zone: zone})
				}
			}
		}
	}
	return out
}

func contains(list []string, want string) bool {
	for _, one := range list {
		if one == want {
			return true
		}
	}
	return false
}
