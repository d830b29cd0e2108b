package query

import "encoding/json"

// Parameter is a parameter object of OpenAPI 3.1.
type Parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"` // query or path
	Description string `json:"description"`
	Chinese     string `json:"x-description-zh"`
	Required    bool   `json:"required,omitempty"`
	Schema      Schema `json:"schema"`
}

// Schema is the part of JSON Schema that options need.
type Schema struct {
	Type    string          `json:"type"`
	Format  string          `json:"format,omitempty"`
	Enum    []string        `json:"enum,omitempty"`
	Default json.RawMessage `json:"default,omitempty"`
	Minimum *int            `json:"minimum,omitempty"`
}

// Parameters are the options of structs as OpenAPI 3.1 describes them.
func Parameters(declarations ...any) []Parameter {
	list := []Parameter{}
	for _, o := range Of(declarations...) {
		list = append(list, o.parameter())
	}
	return list
}

func (o Option) parameter() Parameter {
	in := "query"
	if o.InPath {
		in = "path"
	}
	help := o.httpHelp()
	return Parameter{o.Name, in, help.EN, help.ZH, o.Required, o.schema()}
}

func (o Option) schema() Schema {
	s := Schema{Type: string(o.Type), Enum: o.Enum}
	switch o.Type {
	case Date:
		s.Type, s.Format = string(String), "date"
	case Boolean:
		s.Enum = nil
	case Integer:
		s.Minimum = &o.Min
	}
	if o.Default == "" {
		return s
	}
	s.Default = json.RawMessage(o.Default)
	if s.Type == string(String) {
		s.Default, _ = json.Marshal(o.Default) // a text can always be written
	}
	return s
}
