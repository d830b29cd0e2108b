package snapshot

import "github.com/qingshan-gis/qingshan/spatial"

// Cells are the ground units of patrol; columns run in parallel.
type Cells struct {
	ID, Ranger         []string // Ranger is an id of the registry, or a name where there is no registry; "" for nobody
	ValidFrom, ValidTo []Date
	Shapes             *spatial.Polygons
}

// Len is the number of cells.
func (c *Cells) Len() int { return len(c.ID) }

// Accepted are approved exceptions: ground that need not be covered until the exception expires.
type Accepted struct {
	ID, Reason, Approver []string
	ValidFrom, ValidTo   []Date
	Shapes               *spatial.Polygons
}

// Len is the number of exceptions.
func (a *Accepted) Len() int { return len(a.ID) }

// Permitted is ground for whose use or felling there is a permit.
type Permitted struct {
	ID, Permit         []string // Permit is its number
	ValidFrom, ValidTo []Date
	Shapes             *spatial.Polygons
}

// Len is the number of permitted areas.
func (p *Permitted) Len() int { return len(p.ID) }

// Parcels are forest stands; columns run in parallel.
type Parcels struct {
	ID, Class, Category []string
	StatedM2            []float64 // 0 where none is stated
	Shapes              *spatial.Polygons
}

// Len is the number of parcels.
func (p *Parcels) Len() int { return len(p.ID) }
