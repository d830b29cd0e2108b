package signin

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/access/accounts"
	"github.com/qingshan-gis/qingshan/texts"
)

// OIDCConfig says at which identity provider people sign in, and which of its claims give them which rights.
type OIDCConfig struct {
	Issuer string `yaml:"issuer"`
	// ClientID is what the provider calls this server; the secret stands in a file beside this one.
	ClientID         string   `yaml:"client_id"`
	ClientSecretFile string   `yaml:"client_secret_file"`
	Scopes           []string `yaml:"scopes"`
	// Name is what the page calls the provider.
	Name texts.Text `yaml:"name"`
	// LoginClaim and NameClaim are the claims with a user's login name and his name.
	LoginClaim string `yaml:"login_claim"`
	NameClaim  string `yaml:"name_claim"`
	// UserInfo has claims asked for at the provider's userinfo address, too, where they do not stand in the token.
	UserInfo bool        `yaml:"userinfo"`
	Rules    []ClaimRule `yaml:"rules"`

	secret string
}

// ClaimRule grants a role to whoever has a claim with a value, for a zone that is written here or in another of his claims.
type ClaimRule struct {
	// Claim is a claim's name; points lead into objects, as in realm_access.roles.
	Claim     string      `yaml:"claim"`
	Value     string      `yaml:"value"`
	Role      access.Role `yaml:"role"`
	Zone      string      `yaml:"zone"` // a zone's code, or [AllZones]
	ZoneClaim string      `yaml:"zone_claim"`
}

// AllZones stands for all zones in a rule: to leave the zone out is no way to grant everything.
const AllZones = "*"

// mostConfig bounds a configuration's file, in bytes.
const mostConfig = 1 << 20

// ReadOIDC reads the configuration of an identity provider. What is wrong with it is an [*accounts.InvalidError] with file, line and remedy.
func ReadOIDC(path string) (*OIDCConfig, error) {
	invalid := func(format string, args ...any) error {
		return &accounts.InvalidError{Reason: path + ": " + fmt.Sprintf(format, args...)}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, invalid("%v", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostConfig))
	if err != nil {
		return nil, invalid("%v", err)
	}
	c, err := parseOIDC(text)
	if err != nil {
		return nil, invalid("%v", err)
	}
	if c.ClientSecretFile != "" {
		at := c.ClientSecretFile
		if !filepath.IsAbs(at) {
			at = filepath.Join(filepath.Dir(path), at)
		}
		secret, err := os.ReadFile(at)
		if err != nil {
			return nil, invalid("client_secret_file: %v", err)
		}
		if c.secret = strings.TrimSpace(string(secret)); c.secret == "" {
			return nil, invalid("client_secret_file: %s is empty", at)
		}
	}
	return c, nil
}

// goType is how yaml.v3 names a type of ours in its sentences.
var goType = regexp.MustCompile(` (?:in|into) (?:type )?(?:signin|texts|access)\.\w+`)

func parseOIDC(text []byte) (*OIDCConfig, error) {
	c := &OIDCConfig{Scopes: []string{"openid", "profile"}, Name: texts.Of("rights.provider"), LoginClaim: "preferred_username", NameClaim: "name"}
	read := yaml.NewDecoder(bytes.NewReader(text))
	read.KnownFields(true)
	if err := read.Decode(c); err != nil {
		return nil, errors.New(goType.ReplaceAllString(strings.ReplaceAll(err.Error(), "\n", ""), ""))
	}
	return c, c.check()
}

func (c *OIDCConfig) check() error {
	u, err := url.Parse(c.Issuer)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return fmt.Errorf("issuer: %q is no address of a provider; write it as https://HOST/PATH, as the provider's own configuration does", c.Issuer)
	case c.ClientID == "":
		return errors.New("client_id is missing: what the provider calls this server")
	case !slices.Contains(c.Scopes, "openid"):
		return errors.New("scopes: openid is missing")
	case len(c.Rules) == 0:
		return errors.New("rules are missing: without any nobody who signs in may see anything")
	}
	for i, rule := range c.Rules {
		if err := rule.check(); err != nil {
			return fmt.Errorf("rules, the %s one: %w", ordinal(i+1), err)
		}
	}
	return nil
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprint(n, "st")
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprint(n, "nd")
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprint(n, "rd")
	}
	return fmt.Sprint(n, "th")
}

func (r ClaimRule) check() error {
	switch {
	case r.Claim == "" || r.Value == "":
		return errors.New("claim and value are needed: who is meant by the rule")
	case (r.Zone == "") == (r.ZoneClaim == ""):
		return errors.New(`either zone or zone_claim is needed: for which zone the role is; zone: "*" is all zones`)
	}
	zone := r.Zone
	if zone == AllZones {
		zone = ""
	}
	return accounts.CheckGrant(access.Grant{Role: r.Role, Zone: zone})
}

// loopback tells whether a host is this machine.
func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return err == nil && at.IsLoopback() || host == "localhost"
}
