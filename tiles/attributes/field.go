package attributes

// Field describes an attribute.
type Field struct {
	Name, Description string
	// MinZoom is the level (of the pyramid) from which tiles carry it; on request they do at all levels.
	MinZoom int
	// OnRequest fields are carried only where `fields=` names them.
	OnRequest bool
}

// Carried tells whether tiles of a level have the field without being asked.
func (f Field) Carried(level int) bool { return !f.OnRequest && level >= f.MinZoom }

// Fields of several layers.
var (
	AreaField  = Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²; whole from 1000 on"}
	CountField = Field{Name: "count", Description: "Number: of those shown as one point, whose areas are added up"}
	zoneField  = Field{Name: "zone", Description: "String: code of the leaf zone", MinZoom: 10}
)
