package build

import (
	"bytes"
	"context"
	"reflect"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TestInMemoryIsWhatIsWritten: every level of every layer has the bytes that a file of the same snapshot has.
func TestInMemoryIsWhatIsWritten(t *testing.T) {
	ctx, root := context.Background(), t.TempDir()
	id := oldstore.Write(t, "schema-2", root)
	s, err := store.OpenDir(root).Get(ctx, snapshot.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	tables := attributes.NewTables(s)
	for p := range tilematrix.PlaneCount {
		var file bytes.Buffer
		if _, err := WritePyramid(ctx, tables, p, StandardOptions(), &file, func() {}); err != nil {
			t.Fatal(err)
		}
		want, err := pyramid.Read(file.Bytes(), attributes.LayerCount)
		if err != nil {
			t.Fatal(err)
		}
		got, err := InMemory(ctx, tables, p)
		if err != nil {
			t.Fatal(err)
		}
		for z := range want.Levels {
			for layer := range want.Levels[z] {
				if !reflect.DeepEqual(got.Levels[z][layer], want.Levels[z][layer]) {
					t.Errorf("z%d of layer %d is another", z, layer)
				}
			}
		}
		if got.Held() == 0 || got.Held() > file.Len() || got.Held() < file.Len()/2 {
			t.Errorf("%d bytes are held, of a file of %d", got.Held(), file.Len())
		}
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err := InMemory(ended, tables, tilematrix.Mercator); err == nil {
		t.Error("it was built after its end")
	}
}
