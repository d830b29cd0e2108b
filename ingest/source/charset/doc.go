// Package charset tells how the texts of tables are encoded: by a name, by their bytes, and by how they look once decoded.
package charset
