package source

import (
	"reflect"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// TestEveryKindOfLayerIsOpened: every key of the project file that names vector sources is opened, and is in every list of all layers.
// One that was forgotten would be accepted and never read.
func TestEveryKindOfLayerIsOpened(t *testing.T) {
	var p project.Project
	v, layers := reflect.ValueOf(&p).Elem(), reflect.TypeOf(Layers{})
	kinds := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Type.Kind() != reflect.Slice || field.Type.Elem().Kind() != reflect.Struct {
			continue
		}
		source, embeds := field.Type.Elem().FieldByName("Source")
		if !embeds || source.Type != reflect.TypeOf(project.Source{}) {
			continue
		}
		if kinds++; kinds > layers.NumField() || layers.Field(kinds-1).Name != field.Name {
			t.Errorf("the project has %s, which no field of Layers stands for in its place", field.Name)
		}
		v.Field(i).Set(reflect.MakeSlice(field.Type, 1, 1))
		found := 0
		for _, kind := range p.Vectors() {
			if kind.Name == strings.ToLower(field.Name) {
				found = len(kind.Sources)
			}
		}
		if found != 1 {
			t.Errorf("Vectors has %d sources of %s, which names one", found, field.Name)
		}
	}
	var l Layers
	if len(l.kinds()) != kinds || len(p.Vectors()) != kinds {
		t.Errorf("%d kinds in the project, %d lists of layers, %d of sources", kinds, len(l.kinds()), len(p.Vectors()))
	}
	for _, kind := range l.kinds() {
		*kind = append(*kind, &Layer{})
	}
	if len(l.All()) != kinds {
		t.Errorf("All has %d of %d layers", len(l.All()), kinds)
	}
}
