package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"go.yaml.in/yaml/v3"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Load reads and checks a project file. Unknown keys are refused with their line.
func Load(path string) (*Project, error) {
	p, err := readProject(path)
	if err != nil {
		return nil, err
	}
	return p, p.validate()
}

func readProject(path string) (*Project, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, Invalid("%s: no such file; `qingshan init DIR` writes one from a folder of data", path)
	}
	if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EISDIR) {
		return nil, Invalid("%s: %v", path, err)
	}
	if err != nil { // the disk's fault, not the user's
		return nil, fmt.Errorf("the project file: %w", err)
	}
	return decodeProject(path, text)
}

// LoadZones reads a project file of which only the zones are wanted: it may name no cells yet.
func LoadZones(path string) (*Project, error) {
	p, err := readProject(path)
	if err != nil {
		return nil, err
	}
	return p, p.validateZones()
}

// Parse reads a project file's text; path names it in errors and roots its relative paths.
func Parse(path string, text []byte) (*Project, error) {
	p, err := decodeProject(path, text)
	if err != nil {
		return nil, err
	}
	return p, p.validate()
}

func decodeProject(path string, text []byte) (*Project, error) {
	p := New(path)
	if why := notUTF8(text); why != "" {
		return nil, Invalid("%s: %s", path, why)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, Invalid("%s: %s", path, explained(string(text), explainYAML(err)))
	}
	if bad := keyWithoutName(&root); bad != nil { // beside a merge the decoder would panic
		return nil, Invalid("%s: line %d: a list or a mapping stands in the place of a key; write the key's name, in quotes if it has brackets", path, bad.Line)
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode((*projectYAML)(p)); err != nil {
		return nil, Invalid("%s: %s", path, explained(string(text), explainYAML(err)))
	}
	if bad := notFinite(&root); bad != nil {
		return nil, Invalid("%s: line %d: %s is no number that can be used here; correct or remove it", path, bad.Line, bad.Value)
	}
	if bad := inFullWidthQuotes(&root); bad != nil {
		return nil, Invalid("%s: line %d: %s has full-width quotes or commas, which YAML takes for a part of the text; write \" and ,", path, bad.Line, bad.Value)
	}
	p.fillDefaults(&root)
	if p.Timezone == snapshot.DefaultTimezone { // said or left out, it is the same project
		p.Timezone = ""
	}
	if l := p.Rules.ShrinkLimit; l != nil && *l == rules.DefaultShrinkLimit { // as well
		p.Rules.ShrinkLimit = nil
	}
	if p.Name == "" {
		p.Name = filepath.Base(filepath.Dir(p.abs()))
	}
	return p, nil
}

// projectYAML is Project without its methods, so that decoding is plain.
type projectYAML Project
