package sample

// Truth is what was planted, written as truth.json. Areas are planar in EPSG:4549; rings are its coordinates.
type Truth struct {
	CRS        string     `json:"crs"`
	Seed       int64      `json:"seed"`
	Scale      string     `json:"scale"`
	On         string     `json:"on"` // the date at which cells of kind "expired" have ended
	Villages   int        `json:"villages"`
	Cells      int        `json:"cells"`
	Parcels    int        `json:"parcels"`
	AreaM2     float64    `json:"area_m2"`    // of all villages
	GapM2      float64    `json:"gap_m2"`     // sum over gaps
	OverlapM2  float64    `json:"overlap_m2"` // sum over overlaps
	Gaps       []Planted  `json:"gaps"`
	Overlaps   []Planted  `json:"overlaps"`
	ClearCuts  []ClearCut `json:"clearcuts"`
	PixelWidth float64    `json:"pixel_width_m"`
}

// Planted is a gap or an overlap; no two of them touch.
type Planted struct {
	ID     string       `json:"id"`
	Kind   string       `json:"kind"` // removed, expired, hole, retreat; bulge, enclave
	Zone   string       `json:"zone"` // the village it lies in
	Cells  []string     `json:"cells,omitempty"`
	AreaM2 float64      `json:"area_m2"`
	Ring   [][2]float64 `json:"ring"`

	cells [2]*cell
}

// ClearCut is ground that was cut between the two scenes: all pixels whose centres lie in the ring.
type ClearCut struct {
	ID      string       `json:"id"`
	Pixels  int          `json:"pixels"`
	Clouded int          `json:"clouded"` // of them, hidden by cloud at one of the dates
	AreaM2  float64      `json:"area_m2"` // of its pixels
	Center  [2]float64   `json:"center"`
	Ring    [][2]float64 `json:"ring"`
}
