package api

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestPublicRoutesNameNoFolder: whatever is wrong with the store, what anybody may ask does not say where it lies on this machine.
func TestPublicRoutesNameNoFolder(t *testing.T) {
	for what, harm := range map[string]func(root, folder string) error{
		"nothing":      func(string, string) error { return nil },
		"columns gone": func(_, folder string) error { return os.Remove(filepath.Join(folder, snapshot.ColumnsName)) },
		"columns cut": func(_, folder string) error {
			return os.WriteFile(filepath.Join(folder, snapshot.ColumnsName), []byte("x"), 0o644)
		},
		"a folder as columns": func(_, folder string) error { return replacedByFolder(filepath.Join(folder, snapshot.ColumnsName)) },
		"no manifest":         func(_, folder string) error { return os.Remove(filepath.Join(folder, "manifest.json")) },
		"no current":          func(root, _ string) error { return os.Remove(filepath.Join(root, "current")) },
		"current a folder":    func(root, _ string) error { return replacedByFolder(filepath.Join(root, "current")) },
		"no snapshots":        func(root, _ string) error { return os.RemoveAll(filepath.Join(root, "snapshots")) },
		"no store":            func(root, _ string) error { return os.RemoveAll(root) },
	} {
		dir, _ := fixtureStore(t)
		running := New(Config{Store: dir})
		if err := running.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		folder, err := dir.Folder(running.holder.Now().Manifest.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := harm(dir.Path(), folder); err != nil {
			t.Fatal(err)
		}
		started := New(Config{Store: dir})
		for name, s := range map[string]*Server{"running": running, "started": started} {
			_ = s.Refresh(context.Background())
			for _, path := range []string{"/healthz", "/readyz"} {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				if text := w.Body.String(); strings.Contains(text, filepath.Dir(dir.Path())) || strings.Contains(text, os.TempDir()+"/") {
					t.Errorf("%s, %s server: %s says %s", what, name, path, text)
				}
			}
		}
	}
}

func replacedByFolder(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o755)
}
